package sdt_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/sdt"
)

func Example() {
	line, err := port.OpenSerial("/dev/kiosk/idcard", port.SerialOptions{})
	if err != nil {
		fmt.Println("no reader is plugged in")
		return
	}
	reader, err := sdt.New(line, sdt.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer reader.Close()
	card, err := reader.Read(context.Background(), drivers.CardRequest{Newest: true})
	switch drivers.KindOf(err) {
	case "":
		fmt.Println("read a card of the layout", card.Layout)
	case drivers.Misread:
		fmt.Println("please present the card again")
	case drivers.WrongDocument:
		fmt.Println("please present an identity card")
	default:
		fmt.Println(err)
	}
	// Output: no reader is plugged in
}
