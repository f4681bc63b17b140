package sane_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/sane"
)

func Example() {
	s, err := sane.New(sane.Options{Device: "test:7"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	pages, err := s.Scan(context.Background(), drivers.PageRequest{Source: drivers.Platen})
	switch drivers.KindOf(err) {
	case "":
		fmt.Println("scanned", len(pages), "page")
	case drivers.Disconnected:
		fmt.Println("no scanner is there")
	default:
		fmt.Println(err)
	}
	// Output: no scanner is there
}
