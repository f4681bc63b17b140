package uplink

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"yitiji/sync/enrol"
	"yitiji/sync/outbox"
	"yitiji/sync/seal"
	"yitiji/sync/wire"
	"yitiji/terminal"
	"yitiji/terminal/health"
)

// dead is a centre that cannot be reached. It notes when a delivery was tried.
type dead struct {
	wire.IntakeClient // the calls that these tests make none of

	tried []time.Time
	stall time.Duration // how long it keeps a caller waiting; the caller's deadline ends it
}

func (d *dead) fail(ctx context.Context) error {
	select {
	case <-time.After(d.stall):
		return errors.New("no route to host")
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *dead) Deliver(ctx context.Context, _ *connect.Request[wire.DeliverRequest]) (*connect.Response[wire.DeliverResponse], error) {
	d.tried = append(d.tried, time.Now())
	return nil, d.fail(ctx)
}

func (d *dead) Hello(ctx context.Context, _ *connect.Request[wire.HelloRequest]) (*connect.Response[wire.HelloResponse], error) {
	return nil, d.fail(ctx)
}

// newDead returns an uplink to a dead centre, with one entry to deliver.
func newDead(t *testing.T, d *dead, options Options) *Uplink {
	t.Helper()
	key, err := seal.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	box, err := outbox.Open(filepath.Join(t.TempDir(), "outbox"), outbox.Options{Terminal: "YX07", SealTo: key.Public()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	body, _ := json.Marshal(map[string]string{"item": "a"})
	if _, err := box.Keep(t.Context(), terminal.Entry{Kind: terminal.Application, Body: body, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	return &Uplink{
		outbox: box, identity: &enrol.Identity{Terminal: "YX07"}, options: options.withDefaults(),
		intake: d, hangUp: func() {}, kick: make(chan struct{}, 1), size: newSize(), clock: clock{report: func(health.Code, bool) {}},
	}
}

// It tries for ever, never faster than the first pause and never slower than the longest.
func TestItNeverGivesUpAndNeverHammers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &dead{}
		u := newDead(t, d, Options{})
		ctx, stop := context.WithTimeout(t.Context(), 24*time.Hour)
		defer stop()
		if err := u.Run(ctx); err != nil {
			t.Errorf("Run = %v, want nil at the end of ctx", err)
		}
		if len(d.tried) < int(24*time.Hour/maxPause) {
			t.Errorf("%d tries in a day", len(d.tried))
		}
		for i, at := range d.tried[1:] {
			if gap := at.Sub(d.tried[i]); gap < firstPause || gap > maxPause {
				t.Fatalf("a pause of %v", gap)
			}
		}
		u.outbox.Close()
	})
}

func TestKickTriesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &dead{}
		u := newDead(t, d, Options{})
		ctx, stop := context.WithCancel(t.Context())
		go u.Run(ctx)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		before := len(d.tried)
		u.Kick()
		synctest.Wait()
		if len(d.tried) != before+1 {
			t.Errorf("%d tries after a kick, want %d", len(d.tried), before+1)
		}
		stop()
		synctest.Wait()
		u.outbox.Close()
	})
}

// A centre that takes the call and says nothing is not reached either, within
// the deadline of one call.
func TestASilentCentreIsUnreachable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reported time.Duration
		start := time.Now()
		u := newDead(t, &dead{stall: time.Hour}, Options{Report: func(code health.Code, holds bool) {
			if code == health.CentreUnreachable && holds {
				reported = time.Since(start)
			}
		}})
		ctx, stop := context.WithTimeout(t.Context(), 2*deliverWithin)
		defer stop()
		u.Run(ctx)
		if reported != deliverWithin {
			t.Errorf("reported after %v, want %v", reported, deliverWithin)
		}
		if u.Failure() == nil {
			t.Error("Failure is nil")
		}
		u.outbox.Close()
	})
}

func FuzzAcknowledgement(f *testing.F) {
	key, err := seal.GenerateSigningKey()
	if err != nil {
		f.Fatal(err)
	}
	u := &Uplink{identity: &enrol.Identity{Terminal: "YX07", Signs: key.Verify()}, clock: clock{report: func(health.Code, bool) {}}}
	batch := []outbox.Sealed{{Header: seal.Header{Sequence: 7}, Hash: seal.Hash{7}}, {Header: seal.Header{Sequence: 9}, Hash: seal.Hash{9}}}
	digest := seal.Digest([]uint64{7, 9}, []seal.Hash{{7}, {9}})
	good, err := proto.Marshal(&wire.Acknowledgement{Terminal: "YX07", Kept: []*wire.Range{{First: 7, Last: 9}}, Digest: digest[:]})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, true)
	f.Add(good, false)
	f.Add([]byte{}, false)
	f.Fuzz(func(t *testing.T, message []byte, signed bool) {
		answer := &wire.DeliverResponse{Acknowledgement: message}
		if signed {
			answer.Signature, _ = key.Sign(seal.ForAcknowledgement, message)
		}
		ack, err := u.verify(answer, batch)
		if err != nil {
			return
		}
		if !signed || len(ack.Kept)+len(ack.Refused) == 0 {
			t.Errorf("took %+v, signed: %v", ack, signed)
		}
		for _, p := range ack.Kept {
			if p != (outbox.Position{Sequence: 7, Head: seal.Hash{7}}) && p != (outbox.Position{Sequence: 9, Head: seal.Hash{9}}) {
				t.Errorf("took %+v, which was not sent", p)
			}
		}
	})
}
