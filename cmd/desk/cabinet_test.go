package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"yitiji/drivers"
	"yitiji/drivers/all"
	"yitiji/drivers/escl"
	"yitiji/drivers/port"
	"yitiji/drivers/sim"
)

func TestCabinetVerbs(t *testing.T) {
	_, base, _ := onDesk(t)
	for _, c := range []struct {
		path string
		form url.Values
		want int
	}{
		{"/dispenser/stacker", url.Values{"cards": {"5"}}, 204},
		{"/dispenser/bin", url.Values{"state": {"full"}}, 204},
		{"/dispenser/jam", url.Values{"state": {"on"}}, 204},
		{"/dispenser/restart", nil, 204},
		{"/dispenser/take", nil, 409},
		{"/dispenser/dance", nil, 400},
		{"/ups/mains", url.Values{"state": {"off"}}, 204},
		{"/ups/charge", url.Values{"percent": {"10"}}, 204},
		{"/ups/charge", url.Values{"percent": {"101"}}, 400},
		{"/ups/failed", url.Values{"state": {"maybe"}}, 400},
		{"/signals/input", url.Values{"input": {"7"}, "state": {"on"}}, 204},
		{"/signals/input", url.Values{"input": {"8"}, "state": {"on"}}, 400},
		{"/travel/present", url.Values{"traveller": {"1"}, "form": {"passport"}}, 204},
		{"/travel/present", url.Values{"traveller": {"9"}, "form": {"passport"}}, 400},
		{"/paper/lay", url.Values{"paper": {"2"}}, 204},
		{"/paper/load", url.Values{"sheets": {"3"}}, 204},
		{"/paper/jam", url.Values{"sheet": {"2"}}, 204},
		{"/paper/cover", url.Values{"state": {"open"}}, 204},
		{"/paper/trouble", url.Values{"kind": {"torn"}}, 204},
		{"/paper/trouble", url.Values{"kind": {"fire"}}, 400},
		{"/socialcard/insert", url.Values{"card": {"99"}, "style": {""}}, 400},
		{"/socialcard/remove", nil, 204},
		{"/device/paper/unplug", nil, 204},
		{"/device/paper/plug", nil, 204},
		{"/device/toaster/plug", nil, 400},
		{"/device/ups/befall", url.Values{"trouble": {"fire"}}, 400},
		{"/device/toaster/befall", url.Values{"trouble": {"noise"}}, 400},
	} {
		if got := post(t, base, c.path, c.form); got != c.want {
			t.Errorf("POST %s %v = %d, want %d", c.path, c.form, got, c.want)
		}
	}
	var now state
	if err := json.Unmarshal(get(t, base, "/state"), &now); err != nil {
		t.Fatal(err)
	}
	c := now.Cabinet
	if c.Dispenser.Stacker != 5 || !c.Dispenser.Jam || c.UPS.Mains || c.UPS.Charge != 10 || !c.Signals.Inputs[7] || !c.Paper.Cover || c.Paper.Feeder != 3 {
		t.Errorf("the cabinet is %+v", c)
	}
	if page := string(get(t, base, "/cabinet")); strings.Count(page, "/befall") != len(now.Cabinet.Lines) {
		t.Errorf("the page shows another number of lines than %d", len(now.Cabinet.Lines))
	}
}

// Every trouble can be arranged on every line, and is seen to wait there.
func TestEveryTroubleOnEveryLine(t *testing.T) {
	d, base, _ := onDesk(t)
	for _, line := range d.cables() {
		for _, trouble := range append(sim.Troubles(), "") {
			form := url.Values{"trouble": {string(trouble)}, "at": {"100000"}}
			if got := post(t, base, "/device/"+line.name+"/befall", form); got != 204 || line.cable.Threat() != trouble {
				t.Errorf("%s on %s: %d, waits for %q", trouble, line.name, got, line.cable.Threat())
			}
		}
	}
	if len(lineTroubles()) != len(sim.Troubles()) {
		t.Errorf("the page words %d troubles of %d", len(lineTroubles()), len(sim.Troubles()))
	}
}

// What befalls a line of the network at a byte befalls the scan over it, and not the next.
func TestTroubleOnALineOfTheNetwork(t *testing.T) {
	d, base, _ := onDesk(t)
	scanner, err := escl.New(escl.Options{URL: d.cabinet.paperURL(), Alone: true})
	if err != nil {
		t.Fatal(err)
	}
	defer scanner.Close()
	glass := drivers.PageRequest{Source: drivers.Platen, Resolution: 75}
	post(t, base, "/paper/lay", url.Values{"paper": {"1"}})
	for trouble, again := range map[sim.Trouble]string{sim.Reseated: "", sim.Pulled: "/device/paper/plug"} {
		post(t, base, "/device/paper/befall", url.Values{"trouble": {string(trouble)}, "at": {"9000"}})
		if _, err := scanner.Scan(t.Context(), glass); drivers.KindOf(err) != drivers.Disconnected {
			t.Errorf("%s in a scan: %v", trouble, err)
		}
		if again != "" {
			if s := d.state().Cabinet.Paper; s.Plugged {
				t.Errorf("%s: the page says that it is plugged in", trouble)
			}
			post(t, base, again, nil)
		}
		if pages, err := scanner.Scan(t.Context(), glass); err != nil || len(pages) != 1 {
			t.Errorf("after %s: %d pages, %v", trouble, len(pages), err)
		}
	}
}

// The drivers of the cabinet work on what the desk shows them.
func TestCabinetDevicesAreReal(t *testing.T) {
	d, base, folder := onDesk(t)
	site := all.NewSite(port.Tree{}, nil)
	at := func(name string) all.Line { return all.Line{Port: folder + "/" + name} }
	open, err := all.CardDispenser{Kind: "crt591", Line: at("dispenser")}.Opener(site, "dispenser")
	if err != nil {
		t.Fatal(err)
	}
	dispenser, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer dispenser.Close()
	for _, to := range []drivers.CardPosition{drivers.Inside, drivers.AtGate} {
		if err := dispenser.Move(t.Context(), to); err != nil {
			t.Fatal(err)
		}
	}
	if got := post(t, base, "/dispenser/take", nil); got != 204 {
		t.Errorf("taking the card = %d", got)
	}
	post(t, base, "/paper/load", url.Values{"sheets": {"2"}})
	scanner, err := escl.New(escl.Options{URL: d.cabinet.paperURL()})
	if err != nil {
		t.Fatal(err)
	}
	defer scanner.Close()
	pages, err := scanner.Scan(t.Context(), drivers.PageRequest{Resolution: 75, Grey: true})
	if err != nil || len(pages) != 2 {
		t.Errorf("%s", fmt.Sprint(len(pages), " pages, ", err))
	}
}

// A social-security card is seen in its slot until somebody removes it, or until the
// daemon that holds it ends.
func TestSocialCardStaysInItsSlot(t *testing.T) {
	d, base, _ := onDesk(t)
	daemon, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer daemon.Close()
	d.cabinet.chips = sim.NewVPCD(daemon.Addr().String())
	insert := func(style string) net.Conn {
		if got := post(t, base, "/socialcard/insert", url.Values{"card": {"1"}, "style": {style}}); got != 204 {
			t.Fatalf("inserting = %d", got)
		}
		held, err := daemon.Accept()
		if err != nil {
			t.Fatal(err)
		}
		return held
	}
	shows := func(why, want string) {
		t.Helper()
		for end := time.Now().Add(5 * time.Second); !strings.Contains(string(get(t, base, "/cabinet")), want); {
			if time.Now().After(end) {
				t.Fatalf("%s: the page lacks %q", why, want)
			}
			time.Sleep(time.Millisecond)
		}
	}
	shows("before", "卡槽空着")
	held := insert("")
	defer held.Close()
	shows("inserted", sim.SocialCards()[0].Name+"的卡插在卡槽里")
	post(t, base, "/socialcard/remove", nil)
	shows("removed", "卡槽空着")
	held = insert("foreign")
	shows("another card", "一张别的卡插在卡槽里")
	held.Close()
	shows("the daemon has ended", "卡槽空着")
}

// What waits for a hand is said, and offered to the hand.
func TestCardAtTheGateIsShown(t *testing.T) {
	_, base, folder := onDesk(t)
	open, err := all.CardDispenser{Kind: "crt591", Line: all.Line{Port: folder + "/dispenser"}}.Opener(all.NewSite(port.Tree{}, nil), "dispenser")
	if err != nil {
		t.Fatal(err)
	}
	dispenser, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer dispenser.Close()
	for _, step := range []struct {
		to   drivers.CardPosition
		want string
	}{{drivers.Inside, "卡在读写位"}, {drivers.AtGate, "卡在出口，等人拿走"}} {
		if err := dispenser.Move(t.Context(), step.to); err != nil {
			t.Fatal(err)
		}
		if page := string(get(t, base, "/cabinet")); !strings.Contains(page, step.want) {
			t.Errorf("the page lacks %q", step.want)
		}
	}
	if got := post(t, base, "/dispenser/take", nil); got != 204 {
		t.Errorf("taking the card = %d", got)
	}
	if page := string(get(t, base, "/cabinet")); !strings.Contains(page, "通道里没有卡") {
		t.Error("the page still shows a card that was taken")
	}
}
