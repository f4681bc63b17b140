package console_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"yitiji/platform/store"
	"yitiji/terminal"
)

// openAudit opens what record sealed.
func openAudit(e store.Entry) ([]byte, error) {
	body, whole := bytes.CutPrefix(e.Sealed, []byte("\x03std"))
	if !whole {
		return nil, errors.New("the seal does not open")
	}
	return body, nil
}

// record fills the store with decisions, as the intake does.
func (d *desk) record(all ...terminal.Decision) {
	d.t.Helper()
	hash := func(n int) []byte { return append(make([]byte, 31), byte(n)) }
	var batch []store.Arrival
	for i, said := range all {
		body, err := json.Marshal(struct {
			Number int `json:"number"`
			terminal.Decision
		}{i + 1, said})
		if err != nil {
			d.t.Fatal(err)
		}
		batch = append(batch, store.Arrival{
			Entry: store.Entry{
				Sequence: uint64(i + 1), Previous: hash(i), Hash: hash(i + 1), Kind: "audit", At: 1,
				Sealed: append([]byte("\x03std"), body...), State: store.Recorded,
			},
			Decision: &store.Decision{Number: uint64(i + 1), Previous: hash(i), Hash: hash(i + 1)},
		})
	}
	batch = append(batch, store.Arrival{Entry: store.Entry{
		Sequence: uint64(len(all) + 1), Previous: hash(len(all)), Hash: hash(len(all) + 1), Kind: "audit", At: 1, Sealed: []byte("?"), State: store.Unopened,
	}})
	err := d.store.AddTerminal(d.t.Context(), "YX07", "西湖", []byte("h"), time.Now())
	if err == nil {
		_, err = d.store.Commit(d.t.Context(), "YX07", "999999", batch)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestDecisionsAreReadable(t *testing.T) {
	d := newDesk(t)
	d.signIn()
	d.record(terminal.Decision{
		What: terminal.IdentityRefused, Who: terminal.ByTerminal, Item: "CBZM-999999", Slip: "YX07-261122-0001-D",
		Detail: map[string]string{"reason": "expired", "document": "resident-card", "number": "9****************X"},
	}, terminal.Decision{
		What: terminal.PaymentMade, Who: terminal.ByCitizen, Detail: map[string]string{"fen": "1050", "order": "O-1<b>"},
	}, terminal.Decision{
		What: terminal.ItemRefused, Who: terminal.ByTerminal, Detail: map[string]string{"reason": "condition.store.full"},
	}, terminal.Decision{
		What: terminal.CommandEnded, Who: terminal.ByCentre, Detail: map[string]string{"verb": "verify", "outcome": "done"},
	})
	for path, wants := range map[string][]string{
		"/audits":               {"身份核验未通过", "证件过期", "居民身份证", "9****************X", "社保参保证明打印", "缴费成功", "10.50 元", "办事人", "打不开", "O-1&lt;b&gt;"},
		"/audits?terminal=YX07": {"终端 YX07", "本机存满", "核对存储", "已执行"},
		"/entries/YX07/1":       {"身份核验未通过", "identity.refused", "证件过期", "YX07-261122-0001-D", "审计编号"},
		"/entries/YX07/5":       {"打不开"},
	} {
		status, _, body := d.get(path)
		for _, want := range wants {
			if status != 200 || !strings.Contains(body, want) {
				t.Errorf("GET %s: %d, without %q", path, status, want)
			}
		}
	}
	if _, _, body := d.get("/entries"); strings.Contains(body, "<td>审计</td>") {
		t.Error("the audit hides what people handed in")
	}
	if _, _, body := d.get("/audits?terminal=YX08"); strings.Contains(body, "缴费成功") {
		t.Error("another terminal's audit is listed")
	}
}

// Every code of the terminal has its words here: none is shown as it is.
func TestEveryDecisionHasWords(t *testing.T) {
	d := newDesk(t)
	d.signIn()
	var all []terminal.Decision
	for _, code := range terminal.DecisionCodes() {
		for _, who := range []terminal.Decider{terminal.ByCitizen, terminal.ByTerminal, terminal.ByTechnician, terminal.ByCentre} {
			all = append(all, terminal.Decision{What: code, Who: who})
		}
	}
	d.record(all[:len(all)-1]...) // hashes of the test count to 255
	_, _, body := d.get("/audits")
	if bare := regexp.MustCompile(`<td>[a-z.-]+</td>`).FindAllString(body, -1); len(bare) > 0 {
		t.Errorf("without words: %v", bare)
	}
	if n := strings.Count(body, "<tr>"); n != min(200, len(all))+1 {
		t.Errorf("%d rows of %d decisions", n, len(all))
	}
}
