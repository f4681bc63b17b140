package socialcard_test

import (
	"context"
	"fmt"

	"yitiji/drivers/pcsc"
	"yitiji/drivers/socialcard"
)

func Example() {
	slot, err := pcsc.Open(context.Background(), pcsc.Options{Socket: "/nowhere/pcscd.comm"})
	if err != nil {
		fmt.Println("no daemon runs")
		return
	}
	reader := socialcard.New(slot, socialcard.Options{})
	defer reader.Close()
	card, err := reader.Read(context.Background())
	fmt.Println(card.Number != "", err)
	// Output: no daemon runs
}
