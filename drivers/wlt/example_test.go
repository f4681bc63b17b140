package wlt_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/wlt"
)

func Example() {
	d, err := wlt.New(wlt.Options{Program: "/opt/vendor/wlt2bmp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	picture, err := d.Decode(context.Background(), make([]byte, 1024))
	if drivers.KindOf(err) == drivers.Disconnected {
		fmt.Println("no decoder is installed: the card is shown without a picture")
		return
	}
	fmt.Println(picture.Bounds(), err)
	// Output: no decoder is installed: the card is shown without a picture
}
