package drivers

import "context"

// Camera looks at the person at the terminal, and at what they hold before it.
type Camera interface {
	// Look looks at the next picture and tells what is on it. It does not wait until
	// somebody is there: that nobody is, is an answer. Callers look again, some five
	// times a second, and tell the person what is still wrong.
	Look(ctx context.Context, req LookRequest) (Look, error)

	// Status asks the camera how it is. It never fails: see NoDevice.
	Status(ctx context.Context) Status

	// Close releases the camera; see CardReader.Close.
	Close() error
}

// Viewfinder is a camera that shows the person what it sees.
type Viewfinder interface {
	// Preview waits for a picture that is not the one of that number, and returns it.
	// It may be called while a Look is under way. Numbers say which picture is
	// another, and nothing else; 0 is the number of none.
	Preview(ctx context.Context, not uint64) (Frame, error)
}

// FaceMatcher is a camera that compares the face before it with one on a picture.
type FaceMatcher interface {
	// Compare looks as Look does and, where the look has no flaws, compares the face
	// with the one on the reference, a JPEG. A reference on which there is not exactly
	// one face is a Misread; a terminal without a matcher answers NeedsTechnician.
	Compare(ctx context.Context, reference []byte) (Comparison, error)

	// CanCompare says whether a matcher is installed and works.
	CanCompare(ctx context.Context) bool
}

// LookRequest says what is looked for beside faces.
type LookRequest struct {
	Code bool // also read a QR code; takes some 0.2 s on a picture without one
	Live bool // also judge whether the face is a living one's, where that is installed
}

// Look is what is on one picture. It is personal: it lives only as long as the visit,
// and is never logged.
type Look struct {
	Faces  int     // how many faces there are
	Face   Box     // the largest; zero when there is none
	Flaws  []Flaw  // what keeps the face from being compared, most urgent first
	Coarse bool    // only the place of the face is known: no detector of features is installed
	Live   Verdict // see LookRequest.Live; not Known where it was not asked for, cannot be judged, or there are flaws
	Code   string  // what a QR code holds; see LookRequest.Code
}

// Good reports whether the face on the picture can be compared.
func (l Look) Good() bool { return l.Faces == 1 && len(l.Flaws) == 0 && !l.Coarse }

// Box is a part of a picture, in thousandths of its width and height from its top left
// corner, so that it fits the picture at any size. It may reach beyond the edges.
type Box struct{ X, Y, Width, Height int }

// Flaw is the closed list of what is wrong with a face before the camera. Each names
// what the person can do.
type Flaw string

// The flaws.
const (
	NoFace     Flaw = "no-face"    // stand before the camera
	ManyFaces  Flaw = "many-faces" // be alone before the camera
	TooFar     Flaw = "too-far"    // come closer
	TooNear    Flaw = "too-near"   // step back
	OffCentre  Flaw = "off-centre" // move into the middle
	TurnedAway Flaw = "turned"     // look straight into the camera
	TooDark    Flaw = "too-dark"   // there is too little light on the face
	TooBright  Flaw = "too-bright" // there is too much light on the face
	Blurred    Flaw = "blurred"    // hold still
)

// Flaws lists every flaw, so that word lists can prove that they are complete.
func Flaws() []Flaw {
	return []Flaw{NoFace, ManyFaces, TooFar, TooNear, OffCentre, TurnedAway, TooDark, TooBright, Blurred}
}

// Verdict is a measure, and whether it reaches what was configured.
type Verdict struct {
	Known bool    // false: nothing was measured
	Pass  bool    // Score reaches the threshold
	Score float64 // of faces the cosine of their templates, -1 to 1; of life a share, 0 to 1
}

// Comparison is what became of a comparison.
type Comparison struct {
	Look Look
	Same Verdict // whether both faces are the same person's; not Known where Look has flaws
}

// Frame is one picture of a camera. It is personal: see Look.
type Frame struct {
	Number uint64 // see Viewfinder.Preview
	JPEG   Sealed
	Width  int // pixels
	Height int // pixels
}

// Wipe overwrites the picture and forgets it.
func (f *Frame) Wipe() {
	clear(f.JPEG)
	*f = Frame{}
}
