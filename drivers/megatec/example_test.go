package megatec_test

import (
	"context"
	"fmt"

	"yitiji/drivers/megatec"
	"yitiji/drivers/port"
)

func Example() {
	line, err := port.OpenSerial("/dev/kiosk/ups", port.SerialOptions{Baud: megatec.Baud})
	if err != nil {
		fmt.Println("no supply is plugged in")
		return
	}
	supply, err := megatec.New(line, megatec.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer supply.Close()
	power, err := supply.Power(context.Background())
	fmt.Println(power.Mains, err)
	// Output: no supply is plugged in
}
