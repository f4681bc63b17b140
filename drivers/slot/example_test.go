package slot_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/port"
	"yitiji/drivers/slot"
)

func Example() {
	open, err := all.CardReader{Kind: "sdt", Line: all.Line{Port: "/dev/kiosk/idcard"}}.Opener(all.NewSite(port.System(), nil), "idcard")
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
