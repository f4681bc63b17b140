package paper_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yitiji/platform/paper"
)

var keep = flag.String("keep", "", "a folder for the papers that the tests print, to look at")

func press(t testing.TB) *paper.Press {
	t.Helper()
	p, err := paper.NewPress()
	if err != nil {
		t.Skip(err)
	}
	return p
}

// proof is a proof of insurance with so many months.
func proof(months int) paper.Sheet {
	s := paper.Sheet{
		Title: "社会保险参保证明（个人权益记录）", Number: "7K3M-Q9XW-PA2F-D", NumberIs: "编号",
		Facts: []paper.Fact{
			{"姓名", "陈𬴂"},
			{"证件号码", "9****************8"},
			{"险种", "全部险种"},
			{"用途", "求职、落户"},
			{"参保单位", "虚构市云溪镇一家名字很长的样例纺织品进出口贸易有限责任公司"},
		},
		Body:   []string{"兹证明上述人员在本市参加社会保险，缴费记录如下。𠮷永福、次仁·卓玛 and FITZGERALD-MONTGOMERY, ALEXANDER 也在此列。"},
		Table:  paper.Table{Head: []string{"月份", "缴费基数", "养老", "失业", "工伤", "单位"}},
		Notes:  []string{"样例数据，人员与单位均为虚构，不具法律效力。"},
		Issuer: "虚构市社会保险基金管理局", SealFor: "业务专用章", Day: "2026年11月25日",
		Address: "http://127.0.0.1:8307/v/7K3M-Q9XW-PA2F-D", Scan: "手机扫码核验真伪", Watermark: "样例", Folio: "第 %d 页 共 %d 页",
	}
	for i := range months {
		s.Table.Rows = append(s.Table.Rows, []string{fmt.Sprintf("2025-%02d", i%12+1), "6000.00", "已缴", "已缴", "已缴", "虚构市样例纺织有限公司"})
	}
	return s
}

func TestPrintIsAPDFWithItsText(t *testing.T) {
	for _, c := range []struct{ months, pages int }{{0, 1}, {12, 1}, {120, 5}} {
		pdf, pages, err := press(t).Print(proof(c.months))
		if err != nil {
			t.Fatal(err)
		}
		if pages != c.pages || !bytes.HasPrefix(pdf, []byte("%PDF-1.4")) || len(pdf) > 200<<10 {
			t.Errorf("%d months: %d pages, %d bytes, want %d pages", c.months, pages, len(pdf), c.pages)
		}
		look(t, fmt.Sprintf("proof-%d.pdf", c.months), pdf, pages)
	}
}

// A sentence lies across every page three times, a word once.
func TestWatermark(t *testing.T) {
	for mark, want := range map[string]int{"副本": 1, "仅用于到窗口办事，2026年11月25日打印": 3} {
		s := proof(0)
		s.Watermark = mark
		s.Notes = nil
		pdf, _, err := press(t).Print(s)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "mark.pdf")
		if *keep != "" {
			file = filepath.Join(*keep, fmt.Sprintf("mark-%d.pdf", want))
		}
		if err := os.WriteFile(file, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := exec.Command("pdftotext", "-raw", file, "-").CombinedOutput()
		if err != nil {
			t.Skipf("pdftotext: %v", err)
		}
		if n := strings.Count(string(text), mark); n != want {
			t.Errorf("%q is there %d times, want %d:\n%s", mark, n, want, text)
		}
	}
}

// look has poppler read what was printed, and keeps it where it is asked to.
func look(t *testing.T, name string, pdf []byte, pages int) {
	t.Helper()
	dir := t.TempDir()
	if *keep != "" {
		dir = *keep
	}
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").CombinedOutput()
	if err != nil {
		t.Skipf("pdftotext: %v", err)
	}
	for _, want := range []string{"社会保险参保证明", "陈𬴂", "7K3M-Q9XW-PA2F-D", "𠮷永福", "业务专用章"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s: the text lacks %q:\n%s", name, want, text)
		}
	}
	info, err := exec.Command("pdfinfo", file).CombinedOutput()
	if err != nil || !strings.Contains(string(info), "A4") || !strings.Contains(string(info), fmt.Sprintf("Pages:           %d", pages)) {
		t.Errorf("%s: %v\n%s", name, err, info)
	}
}

func TestTheSameSheetGivesTheSameBytes(t *testing.T) {
	one, _, err := press(t).Print(proof(3))
	if err != nil {
		t.Fatal(err)
	}
	two, _, err := press(t).Print(proof(3))
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("%d and %d bytes, %v", len(one), len(two), err)
	}
}

func TestALongCodeIsAnErrorAndNoPanic(t *testing.T) {
	s := proof(0)
	s.Address = strings.Repeat("x", 5000)
	if _, _, err := press(t).Print(s); err == nil {
		t.Error("a code of 5000 characters was printed")
	}
}

func FuzzPrint(f *testing.F) {
	f.Add("题", "a\x00b", "\xff\xfe", "格 格")
	f.Fuzz(func(t *testing.T, title, body, cell, issuer string) {
		s := proof(0)
		s.Title, s.Body, s.Issuer = title, []string{body}, issuer
		s.Table = paper.Table{Head: []string{cell}, Rows: [][]string{{cell, cell}, {}}}
		if pdf, _, err := press(t).Print(s); err == nil && !bytes.HasSuffix(pdf, []byte("%%EOF\n")) {
			t.Error("half a document")
		}
	})
}
