package sandbox

import (
	"crypto/sha256"
	"fmt"
	"time"
)

// receipt is the number of an electronic receipt (财政电子票据): a code of eight digits
// (region, class, kind, year), a serial of ten, and six characters by which it is checked.
func receipt(at time.Time, serial int, o *order) string {
	body := fmt.Sprintf("990101%s-%010d", at.Format("06"), serial)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", body, o.Number, o.Amount))
	check := make([]byte, 6)
	for i := range check {
		check[i] = paperLetters[sum[i]%32]
	}
	return body + "-" + string(check)
}
