package ipp_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/ipp"
)

func Example() {
	printer, err := ipp.New(ipp.Options{URI: "ipp://localhost:1/ipp/print"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer printer.Close()
	result, err := printer.Print(context.Background(), drivers.Document{
		Name: "YX07-261122-0036-D", Format: "application/pdf", Data: []byte("%PDF-1.7 …"), Sides: drivers.TwoSidedLongEdge,
	})
	fmt.Println(result.Outcome, drivers.KindOf(err))
	// Output: not-started disconnected
}
