package slot_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/slot"
)

func Example() {
	open, err := all.CardReader{Kind: "sdt", Port: "/dev/kiosk/idcard"}.Opener("idcard")
	if err != nil {
		fmt.Println(err)
		return
	}
	reader := slot.NewCardReader("idcard", open, slot.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- reader.Run(ctx) }()

	_, err = reader.Read(ctx, drivers.CardRequest{})
	fmt.Println(drivers.KindOf(err))

	cancel()
	fmt.Println(<-done)
	// Output:
	// disconnected
	// <nil>
}
