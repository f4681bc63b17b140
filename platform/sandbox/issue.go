package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/paper"
	"yitiji/terminal/catalog"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// issued is a paper that was handed out, as it is on record.
type issued struct {
	connect.Record
	Of centre.Mark // whose it is
}

// proofLasts is how long a proof counts.
const proofLasts = 90 * 24 * time.Hour

// paperLetters are digits and letters without those that are mistaken for others, 32.
const paperLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newPaperNumber gives a number that nobody guesses (60 bits), with a check character, as
// in 7K3M-Q9XW-PA2F-D.
func newPaperNumber() string {
	random := make([]byte, 12)
	rand.Read(random)
	var b strings.Builder
	for i, r := range random {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(paperLetters[r%32])
	}
	return b.String() + "-" + string(identity.Mod3736(b.String()))
}

var paperShape = regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-Z]$`)

// PaperNumberFits reports whether a number has the shape and the check character of a
// paper's.
func PaperNumberFits(number string) bool {
	return paperShape.MatchString(number) && identity.Mod3736(number[:len(number)-2]) == number[len(number)-1]
}

// Verify implements connect.Papers.
func (s *Sandbox) Verify(ctx context.Context, number string) (connect.Record, bool, error) {
	mood, err := s.suffer(ctx, Papers)
	if err != nil || !PaperNumberFits(number) {
		return connect.Record{}, false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if mood == Mixes || mood == Lies {
		for other, p := range s.state.Papers {
			if other != number {
				return p.Record, true, nil
			}
		}
	}
	p, ok := s.state.Papers[number]
	if !ok {
		return connect.Record{}, false, nil
	}
	return p.Record, true, nil
}

// enter puts a paper on record, under a new number. The lock must be held.
func (s *Sandbox) enter(r connect.Record, of centre.Mark) (connect.Record, error) {
	r.Number = newPaperNumber()
	s.state.Papers[r.Number] = &issued{r, of}
	return r, s.keep(papersBucket, r.Number, s.state.Papers[r.Number])
}

var errNoPress = fmt.Errorf("%w: the department's printer has no letters", connect.ErrDown)

// print prints the sheet of a paper that is on record.
func (s *Sandbox) print(r connect.Record, sheet paper.Sheet) (*centre.Paper, error) {
	if s.press == nil {
		return nil, errors.Join(errNoPress, paper.ErrNoFont)
	}
	sheet.Number, sheet.NumberIs, sheet.Issuer = r.Number, "编号", r.Issuer
	sheet.Day = chineseDay(r.Issued)
	sheet.Address, sheet.Scan = s.options.Public+"/v/"+r.Number, "用手机扫码，核对这份文件是不是真的"
	sheet.Watermark, sheet.Folio = strings.TrimSpace("样例 "+sheet.Watermark), "第 %d 页，共 %d 页"
	sheet.Notes = append(sheet.Notes, "样例：人员、单位与数据均为虚构，本件无法律效力。印章图样由样例部门绘制，不是电子签章。")
	pdf, pages, err := s.press.Print(sheet)
	if err != nil {
		return nil, err
	}
	return &centre.Paper{Name: r.Name, Number: r.Number, Format: "application/pdf", Data: pdf, Sheets: pages}, nil
}

func chineseDay(d catalog.Day) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("2006年1月2日")
}
