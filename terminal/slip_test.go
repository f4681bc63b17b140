package terminal_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"yitiji/drivers/escpos"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
	"yitiji/terminal"
	"yitiji/terminal/catalog"
	"yitiji/terminal/flow"
	"yitiji/terminal/flow/flowtest"
	"yitiji/terminal/words"
)

// longestSlip is in millimetres.
const longestSlip = 200

// slips are those of every kind, with all that can stand on them.
func slips() map[string]flow.Slip {
	plain := flow.Slip{
		Number: catalog.NewSlipNumber("YX07", flowtest.Morning(), 36), Official: "999999-20261122-000123-7", Holder: "周**",
		Item: catalog.Text{"zh-Hans": "电动自行车上牌预约", "en": "Appointment for an e-bike"}, Copy: 2, At: flowtest.Morning(),
	}
	offline, paid, booked, over := plain, plain, plain, plain
	offline.Official = ""
	paid.Receipt, paid.Amount = "99010126-0000000001-7K3MQ9", 1000
	booked.Appointment = flowtest.Times().Slots[1].Appointment()
	booked.Bring = catalog.Text{
		"zh-Hans": "身份证。公证那天带齐要公证的材料原件，请别人代办的还要带委托书和代办人的身份证。",
		"en":      "Your ID card. On the day, bring the originals of all papers, and the power of attorney if you send somebody.",
	}
	unheard := booked
	unheard.Official = ""
	over.HandOver = catalog.OverWish
	return map[string]flow.Slip{
		"plain": plain, "offline": offline, "paid": paid, "booked": booked, "booked, unheard": unheard, "over": over,
	}
}

// roll is a printer on paper of a width.
func roll(t *testing.T, width int) *escpos.Printer {
	t.Helper()
	device := sim.NewPrinter(sim.PrinterOptions{Link: filepath.Join(t.TempDir(), "receipt"), Width: width, Keep: 100})
	t.Cleanup(func() { device.Close() })
	if err := device.Plug(); err != nil {
		t.Fatal(err)
	}
	line, err := port.OpenSerial(device.Path(), port.SerialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := escpos.New(line, escpos.Options{Width: width})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// desk words and lays out what is printed.
func desk(t *testing.T) terminal.Scribe {
	t.Helper()
	book, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	return terminal.Scribe{Site: terminal.Site{Name: "云溪镇便民服务中心", Code: "YX07", Hotline: "12345"}, Words: book}
}

// No slip is longer than 20 cm, on either paper and in any language.
func TestSlipsAreShort(t *testing.T) {
	desk := desk(t)
	for _, width := range []int{58, 80} {
		printer := roll(t, width)
		for name, slip := range slips() {
			for _, lang := range catalog.Offered() {
				slip.Lang = lang
				result, err := printer.Print(t.Context(), desk.Slip(slip))
				if err != nil {
					t.Fatal(err)
				}
				if result.Length <= 0 || result.Length > longestSlip {
					t.Errorf("%s in %s on %d mm: %d mm long", name, lang, width, result.Length)
				}
			}
		}
	}
}

// The slip of an appointment says when, where, and what to bring.
func TestASlipSaysWhenAndWhere(t *testing.T) {
	desk := desk(t)
	slip := slips()["booked"]
	slip.Lang = catalog.Chinese
	text := fmt.Sprint(desk.Slip(slip).Blocks)
	for _, want := range []string{"预约凭条", "11月24日 周二 14:00", "云溪镇交警中队院内", "身份证。公证那天"} {
		if !strings.Contains(text, want) {
			t.Errorf("the slip lacks %q: %s", want, text)
		}
	}
	if slip.Appointment = nil; strings.Contains(fmt.Sprint(desk.Slip(slip).Blocks), "带什么") {
		t.Error("who has no appointment is told what to bring")
	}
}
