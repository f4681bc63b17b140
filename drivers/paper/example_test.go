package paper_test

import (
	"fmt"
	"image"

	"yitiji/drivers"
	"yitiji/drivers/paper"
)

func Example() {
	page, _ := paper.Encode(image.NewGray(image.Rect(0, 0, 2480, 3508)), 300, paper.Quality)
	straight, err := paper.Deskew(page)
	if err != nil {
		fmt.Println(err)
		return
	}
	small, err := paper.Fit(straight, 1<<20)
	if err != nil {
		fmt.Println(err)
		return
	}
	pdf, err := paper.PDF([]drivers.Page{small})
	fmt.Println(string(pdf[:8]), err)
	// Output: %PDF-1.4 <nil>
}
