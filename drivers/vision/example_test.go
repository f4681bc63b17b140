package vision_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/vision"
)

func Example() {
	c, err := vision.New(vision.Options{Node: "/dev/v4l/by-path/none", Command: "/nowhere/yitiji-vision"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	look, err := c.Look(context.Background(), drivers.LookRequest{})
	switch {
	case drivers.KindOf(err) == drivers.Disconnected:
		fmt.Println("no camera: the person is shown another way")
	case err == nil && !look.Good():
		fmt.Println("what the person can do:", look.Flaws)
	}
	// Output: no camera: the person is shown another way
}
