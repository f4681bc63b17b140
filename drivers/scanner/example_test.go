package scanner_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/port"
	"yitiji/drivers/scanner"
)

func Example() {
	line, err := port.OpenSerial("/dev/kiosk/code", port.SerialOptions{Baud: 9600})
	if err != nil {
		fmt.Println("no scanner is plugged in")
		return
	}
	s, err := scanner.New(line, scanner.Options{AIM: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	code, err := s.Scan(context.Background(), drivers.ScanRequest{})
	fmt.Println(code.Text, err)
	// Output: no scanner is plugged in
}
