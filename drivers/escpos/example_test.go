package escpos_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
)

func Example() {
	line, err := port.OpenSerial("/dev/kiosk/receipt", port.SerialOptions{Baud: 38400, Flow: port.RTSCTS})
	if err != nil {
		fmt.Println("no printer is plugged in")
		return
	}
	printer, err := escpos.New(line, escpos.Options{Width: 58})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer printer.Close()
	result, err := printer.Print(context.Background(), drivers.Slip{Blocks: []drivers.Block{
		{Form: drivers.Line, Text: "办事凭条", Size: 2, Align: drivers.Centre},
		{Form: drivers.Pair, Text: "凭条编号", Value: "YX07-261122-0036-D"},
		{Form: drivers.Code, Text: "YX07-261122-0036-D", Align: drivers.Centre},
	}})
	fmt.Println(result.Outcome, err)
	// Output: no printer is plugged in
}
