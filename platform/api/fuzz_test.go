package api_test

import (
	"crypto/tls"
	"testing"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"yitiji/sync/enrol"
	"yitiji/sync/wire"
)

// strangersTLS trusts the centre and shows no certificate.
func strangersTLS(t *testing.T, id *enrol.Identity) *tls.Config {
	t.Helper()
	config, err := id.TLS()
	if err != nil {
		t.Fatal(err)
	}
	config.Certificates = nil
	return config
}

// Whatever a terminal sends, the centre answers with an acknowledgement or a
// refusal, and never with its own failure.
func FuzzDeliver(f *testing.F) {
	seed, err := proto.Marshal(&wire.DeliverRequest{Entries: []*wire.Entry{{Sequence: 1, Previous: make([]byte, 32), Kind: "application", Sealed: []byte("\x03std")}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var request wire.DeliverRequest
		if proto.Unmarshal(b, &request) != nil {
			return
		}
		_, intake := newCentre(t).enrol("YX07")
		_, err := deliver(t, intake, request.GetEntries()...)
		if code := connect.CodeOf(err); err != nil && (code == connect.CodeInternal || code == connect.CodeUnknown || code == connect.CodeUnavailable) {
			t.Errorf("Deliver = %v", err)
		}
	})
}
