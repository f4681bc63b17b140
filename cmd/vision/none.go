//go:build !cgo

package main

import "errors"

func newSight() (sight, error) {
	return nil, errors.New("this program was built without OpenCV and sees nothing; build it with CGO_ENABLED=1 where libopencv-dev is installed (packaging/deps.sh vision)")
}
