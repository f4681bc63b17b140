package api

import (
	"strings"
	"testing"

	"yitiji/platform/authority"
	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
	"yitiji/terminal/centre"
)

// FuzzArrival asks that whatever a terminal seals, or fails to seal, the centre
// either knows what it is or marks it, and never lets a name or a number through
// unmasked.
func FuzzArrival(f *testing.F) {
	key, err := seal.GenerateKey()
	if err != nil {
		f.Fatal(err)
	}
	a := &authority.Authority{Opens: key}
	s := &service{authority: a, vault: vault.New(nil, a)}
	f.Add("application", []byte(`{"item":"a","applicant":{"name":"林小满","number":"11010519491231002X"}}`), true)
	f.Add("rating", []byte(`{"level":5}`), true)
	f.Add("print", []byte(`{`), true)
	f.Add("material", []byte(`{"digest":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","format":"image/jpeg","data":""}`), true)
	f.Add("application", []byte(`{"item":"a","materials":[{"material":"m","pages":["../x"]},{"material":"m","pages":[""]}]}`), true)
	f.Add("tomorrow", []byte(nil), false)
	f.Fuzz(func(t *testing.T, kind string, body []byte, sealed bool) {
		e := &wire.Entry{Sequence: 1, Kind: kind, Sealed: body}
		if sealed {
			e.Sealed, err = key.Public().Seal(header("YX07", e), body)
			if err != nil {
				t.Fatal(err)
			}
		}
		judge(t, s.arrival("YX07", e))
	})
}

func judge(t *testing.T, a store.Arrival) {
	t.Helper()
	state := a.Entry.State
	if (state == store.Received) != (a.Application != nil) || (a.Rating != nil && state != store.Recorded) {
		t.Errorf("%s: application %v, rating %v", state, a.Application, a.Rating)
	}
	if a.Application != nil && (a.Application.Item == "" || len(a.Application.Number) > 3 && !strings.Contains(a.Application.Number, "*")) {
		t.Errorf("took %+v", a.Application)
	}
	for _, g := range a.Given {
		if !centre.AreDigests(g.Pages()) {
			t.Errorf("took pages %q", g.Digests)
		}
	}
	if a.Rating != nil && (a.Rating.Level < 1 || a.Rating.Level > 5) {
		t.Errorf("took a rating of %d", a.Rating.Level)
	}
}
