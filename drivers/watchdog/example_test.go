package watchdog_test

import (
	"context"
	"fmt"

	"yitiji/drivers/watchdog"
)

func Example() {
	device, err := watchdog.Open("/dev/no-watchdog")
	if err != nil {
		fmt.Println("no watchdog here, or systemd has it")
		return
	}
	w, err := watchdog.New(device, watchdog.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Close()
	_ = w.Run(context.Background(), func(context.Context) bool { return true })
	// Output: no watchdog here, or systemd has it
}
