package public_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yitiji/platform/authority"
	"yitiji/platform/connect"
	"yitiji/platform/public"
	"yitiji/platform/store"
	"yitiji/platform/vault"
	"yitiji/terminal/catalog"
)

// phone is the public pages with a phone before them.
type phone struct {
	t     *testing.T
	url   string
	store *store.Store
	vault *vault.Vault
	file  string
	log   bytes.Buffer
}

// register verifies one paper, and lies when it is told to.
type register struct{ lies bool }

func (r *register) Verify(_ context.Context, number string) (connect.Record, bool, error) {
	record := connect.Record{
		Number: "ABCD-EFGH-JKMN-3", Name: catalog.Text{"zh-Hans": "参保证明", "en": "Proof"}, Holder: "王**", Issuer: "社保局",
		Issued: "2026-11-25", Until: "2999-01-01",
	}
	switch {
	case r.lies:
		return record, true, nil
	case number == "GONE-0000":
		return connect.Record{}, false, connect.ErrDown
	case number == "OVER-0000":
		record.Number, record.Until = number, "2026-01-01"
		return record, true, nil
	}
	return record, number == record.Number, nil
}

func newPhone(t *testing.T, papers connect.Papers) *phone {
	t.Helper()
	p := &phone{t: t, file: filepath.Join(t.TempDir(), "platform.db")}
	a, err := authority.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	if p.store, err = store.Open(context.Background(), p.file); err != nil {
		t.Fatal(err)
	}
	p.vault = vault.New(p.store, a)
	pages, err := public.New(public.Options{Store: p.store, Vault: p.vault, Papers: papers, Log: slog.New(slog.NewTextHandler(&p.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(func() { server.Close(); p.store.Close() })
	p.url = server.URL
	return p
}

// door opens a door and returns its path.
func (p *phone) door(lang string, until time.Duration) string {
	p.t.Helper()
	token := "TOKEN" + strings.Repeat("A", 21)
	err := p.store.OpenDoor(p.t.Context(), store.Door{Token: token, Terminal: "YX07", Material: "m", Name: "旧驾驶证", Lang: lang, Until: store.MillisOf(time.Now().Add(until))})
	if err != nil {
		p.t.Fatal(err)
	}
	return "/u/" + token
}

func (p *phone) read(answer *http.Response, err error) (int, string) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

func (p *phone) get(path string) (int, string) { return p.read(http.Get(p.url + path)) }

// send sends files as a form does.
func (p *phone) send(path string, files ...[]byte) (int, string) {
	p.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, f := range files {
		part, err := form.CreateFormFile("page", "IMG.JPG")
		if err != nil {
			p.t.Fatal(err)
		}
		part.Write(f)
	}
	form.Close()
	return p.read(http.Post(p.url+path, form.FormDataContentType(), &body))
}

func picture(wide, high int, shade uint8) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, wide, high))
	for i := range g.Pix {
		g.Pix[i] = shade
	}
	g.SetGray(0, 0, color.Gray{Y: 255 - shade})
	return g
}

func jpegOf(m image.Image) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, m, nil)
	return b.Bytes()
}

func pngOf(m image.Image) []byte {
	var b bytes.Buffer
	png.Encode(&b, m)
	return b.Bytes()
}

func (p *phone) pages(path string) []store.DoorPage {
	p.t.Helper()
	_, pages, _, err := p.store.Door(p.t.Context(), strings.TrimPrefix(path, "/u/"))
	if err != nil {
		p.t.Fatal(err)
	}
	return pages
}

func TestHandInFromAPhone(t *testing.T) {
	p := newPhone(t, nil)
	door := p.door("zh-Hans", time.Minute)
	if status, body := p.get(door); status != http.StatusOK || !strings.Contains(body, "旧驾驶证") || !strings.Contains(body, "拍照") {
		t.Fatalf("the door: %d", status)
	}
	if status, _ := p.send(door, jpegOf(picture(800, 600, 200)), pngOf(picture(600, 800, 100))); status != http.StatusOK {
		t.Fatalf("two pictures: %d", status)
	}
	if got := p.pages(door); len(got) != 2 {
		t.Fatalf("%d pages came", len(got))
	}
	if p.send(door, jpegOf(picture(800, 600, 200))); len(p.pages(door)) != 2 {
		t.Error("the same picture was taken twice")
	}
	p.read(http.PostForm(p.url+door+"/remove", url.Values{"nth": {"1"}}))
	left := p.pages(door)
	if len(left) != 1 {
		t.Fatalf("%d pages are left", len(left))
	}
	page, err := p.vault.Page(t.Context(), left[0].Digest)
	if err != nil || page.Format != "image/jpeg" || vault.Digest(page.Data) != left[0].Digest {
		t.Errorf("the page is %s, %v", page.Format, err)
	}
	if _, body := p.read(http.PostForm(p.url+door+"/done", nil)); !strings.Contains(body, "都收到了") {
		t.Error("no thanks")
	}
	if p.send(door, jpegOf(picture(300, 300, 9))); len(p.pages(door)) != 1 {
		t.Error("a closed door took a page")
	}
	if strings.Contains(p.log.String(), "TOKEN") {
		t.Errorf("an address is in the log: %s", p.log.String())
	}
}

// What is stored opens with the folder of keys and not without.
func TestPagesAreSealedAtRest(t *testing.T) {
	p := newPhone(t, nil)
	door := p.door("zh-Hans", time.Minute)
	p.send(door, jpegOf(picture(400, 400, 50)))
	page, err := p.vault.Page(t.Context(), p.pages(door)[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	sealed, _, err := p.store.PageOfDoor(t.Context(), page.Digest)
	if err != nil || bytes.Contains(sealed.Sealed, page.Data[:64]) || json.Valid(sealed.Sealed) {
		t.Errorf("the page lies open: %v", err)
	}
	a, err := authority.Open(filepath.Join(t.TempDir(), "other-keys"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.New(p.store, a).Page(t.Context(), page.Digest); err == nil {
		t.Error("other keys open it")
	}
}

// exif is a JPEG that says how its camera was held, and where it was.
func exif(data []byte, how byte) []byte {
	tiff := append([]byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), how, 0, 0, 0, 0, 0, 0)
	tiff = append(tiff, "GPS 23.1291 N"...)
	block := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xFF, 0xD8, 0xFF, 0xE1, byte((len(block) + 2) >> 8), byte(len(block) + 2)}, block...)
	return append(out, data[2:]...)
}

func TestPicturesAreTurnedUprightAndEmptied(t *testing.T) {
	p := newPhone(t, nil)
	door := p.door("en", time.Minute)
	if status, _ := p.send(door, exif(jpegOf(picture(640, 480, 90)), 6)); status != http.StatusOK {
		t.Fatalf("%d", status)
	}
	page, err := p.vault.Page(t.Context(), p.pages(door)[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	head, err := jpeg.DecodeConfig(bytes.NewReader(page.Data))
	if err != nil || head.Width != 480 || head.Height != 640 {
		t.Errorf("it is %d by %d, %v", head.Width, head.Height, err)
	}
	if bytes.Contains(page.Data, []byte("GPS")) || bytes.Contains(page.Data, []byte("Exif")) {
		t.Error("where it was taken is still in it")
	}
}

func TestWhatCannotBeTakenIsToldInWords(t *testing.T) {
	p := newPhone(t, nil)
	door := p.door("zh-Hans", time.Minute)
	bomb := pngOf(image.NewPaletted(image.Rect(0, 0, 19_000, 19_000), color.Palette{color.White}))
	for _, c := range []struct {
		why  string
		data []byte
		want string
	}{
		{"HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "HEIC"},
		{"a PDF", []byte("%PDF-1.4 and what follows"), "JPEG 或 PNG"},
		{"a page of HTML", []byte("<script>alert(1)</script>..."), "JPEG 或 PNG"},
		{"a picture that unfolds", bomb, "太大"},
		{"too many bytes", append(jpegOf(picture(300, 300, 1)), make([]byte, 16<<20)...), "太大"},
		{"a stamp", jpegOf(picture(100, 90, 1)), "太小"},
		{"half a picture", jpegOf(picture(900, 900, 120))[:400], "打不开"},
		{"nothing", nil, "JPEG 或 PNG"},
	} {
		if status, body := p.send(door, c.data); status != http.StatusUnprocessableEntity || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d, without %q", c.why, status, c.want)
		}
	}
	if n := len(p.pages(door)); n != 0 {
		t.Errorf("%d pages were taken", n)
	}
	for i := range 11 {
		p.send(door, jpegOf(picture(300, 300+i, 60)))
	}
	if n := len(p.pages(door)); n != 10 {
		t.Errorf("%d pages were taken, want ten at most", n)
	}
}

func TestShutDoors(t *testing.T) {
	p := newPhone(t, nil)
	door := p.door("zh-Hant", -time.Second)
	if status, body := p.get(door); status != http.StatusGone || !strings.Contains(body, "時間到了") {
		t.Errorf("a door whose time is over: %d", status)
	}
	if status, body := p.send(door, jpegOf(picture(300, 300, 1))); status != http.StatusGone || strings.Contains(body, "拍照") {
		t.Errorf("a page for it: %d", status)
	}
	if status, body := p.get("/u/NOSUCHTOKEN"); status != http.StatusNotFound || !strings.Contains(body, "打不开") {
		t.Errorf("no door: %d", status)
	}
}

func TestVerify(t *testing.T) {
	r := &register{}
	p := newPhone(t, r)
	for path, want := range map[string]string{
		"/v/ABCD-EFGH-JKMN-3": "现在有效", "/v/abcd-efgh-jkmn-3": "现在有效", "/v/OVER-0000": "已经过期", "/v/GONE-0000": "不说明文件是假的",
		"/v/ABCD-EFGH-JKMN-4": "没有这份文件", "/v/<script>": "没有这份文件", "/v/": "请输入纸上的编号", "/": "请输入纸上的编号",
		"/v/?number=ABCD-EFGH-JKMN-3": "王**",
	} {
		if _, body := p.get(path); !strings.Contains(body, want) || strings.Contains(body, "<script>") {
			t.Errorf("%s: without %q", path, want)
		}
	}
	r.lies = true
	if _, body := p.get("/v/ZZZZ-ZZZZ-ZZZZ-Z"); strings.Contains(body, "现在有效") {
		t.Error("the record of another paper passed")
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	p := newPhone(t, &register{})
	for range 20 {
		p.get("/v/AAAA-AAAA")
	}
	if status, _ := p.get("/v/ABCD-EFGH-JKMN-3"); status != http.StatusTooManyRequests {
		t.Errorf("after twenty guesses: %d", status)
	}
	if status, _ := p.get("/u/AAAA"); status != http.StatusTooManyRequests {
		t.Errorf("a token after twenty guesses: %d", status)
	}
}

func TestPagesAreClosedToOthers(t *testing.T) {
	p := newPhone(t, nil)
	door := p.door("en", time.Minute)
	answer, err := http.Get(p.url + door)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	for key, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "X-Robots-Tag": "noindex",
	} {
		if got := answer.Header.Get(key); !strings.Contains(got, want) {
			t.Errorf("%s: %q", key, got)
		}
	}
	if len(answer.Cookies()) != 0 {
		t.Error("a cookie was set")
	}
	request, _ := http.NewRequest("POST", p.url+door+"/done", nil)
	request.Header.Set("Origin", "https://elsewhere.example")
	if status, _ := p.read(http.DefaultClient.Do(request)); status != http.StatusForbidden {
		t.Errorf("a form from elsewhere: %d", status)
	}
}
