package espeak_test

import (
	"context"
	"fmt"

	"yitiji/drivers"
	"yitiji/drivers/espeak"
)

func Example() {
	s := espeak.New(espeak.Options{})
	defer s.Close()
	_, err := s.Say(context.Background(), drivers.Utterance{Text: "hello", Language: "xx"})
	fmt.Println(err)
	// Output: speech: no voice for language "xx"
}
