package megatec

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"yitiji/drivers"
)

// errAnswer says that what came is no answer to Q1.
var errAnswer = errors.New("not an answer to Q1")

// The bits of an answer, from the left.
const (
	mainsFailed = iota
	batteryLow
	_ // bypass or boost
	upsFailed
)

// parse reads a line without its CR: what precedes the parenthesis is an echo or noise.
func parse(line string) (drivers.Power, error) {
	_, body, ok := strings.Cut(line, "(")
	fields := strings.Fields(body)
	if !ok || len(fields) < 7 || len(fields) > 8 {
		return drivers.Power{}, fmt.Errorf("%w: %d fields", errAnswer, len(fields))
	}
	bits := fields[len(fields)-1]
	if len(bits) != 8 || strings.Trim(bits, "01") != "" {
		return drivers.Power{}, fmt.Errorf("%w: bits of %d", errAnswer, len(bits))
	}
	var numbers [7]float64
	for i, field := range fields[:len(fields)-1] {
		n, err := number(field)
		if err != nil {
			return drivers.Power{}, fmt.Errorf("%w: field %d", errAnswer, i+1)
		}
		numbers[i] = n
	}
	return drivers.Power{
		Mains: bits[mainsFailed] == '0', BatteryLow: bits[batteryLow] == '1', Failed: bits[upsFailed] == '1',
		Input: numbers[0], Output: numbers[2], Load: int(numbers[3]), Frequency: numbers[4],
		Battery: numbers[5], Temperature: numbers[6],
	}, nil
}

// number reads one field; dashes are what is not measured.
func number(field string) (float64, error) {
	if strings.Trim(field, "-.") == "" {
		return 0, nil
	}
	n, err := strconv.ParseFloat(field, 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > 9999 {
		return 0, errAnswer
	}
	return n, nil
}
