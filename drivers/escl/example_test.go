package escl_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/escl"
)

func Example() {
	s, err := escl.New(escl.Options{URL: "http://127.0.0.1:1/eSCL"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	pages, err := s.Scan(context.Background(), drivers.PageRequest{Source: drivers.Feeder, Grey: true})
	switch drivers.KindOf(err) {
	case "":
		fmt.Println("scanned", len(pages), "pages")
	case drivers.NoPaper:
		fmt.Println("please put your papers in")
	case drivers.Disconnected:
		fmt.Println("no scanner is there")
	default:
		fmt.Println(err)
	}
	// Output: no scanner is there
}
