package modbus_test

import (
	"context"
	"fmt"

	"yitiji/drivers/modbus"
	"yitiji/drivers/port"
)

func Example() {
	line, err := port.OpenSerial("/dev/kiosk/signals", port.SerialOptions{Baud: modbus.Baud})
	if err != nil {
		fmt.Println("no board is plugged in")
		return
	}
	board, err := modbus.New(line, modbus.Options{
		Outputs: map[string]int{"card-lamp": 0}, Inputs: map[string]int{"door": 0}, Inverted: []string{"door"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer board.Close()
	fmt.Println(board.Set(context.Background(), "card-lamp", true))
	// Output: no board is plugged in
}
