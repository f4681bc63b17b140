package wire

import (
	"fmt"
	"io"
	"math"
	"slices"
	"unicode/utf8"

	"yitiji/drivers"
)

// Verb is what is asked of the worker.
type Verb string

// The verbs.
const (
	AskCondition Verb = "condition"
	AskLook      Verb = "look"
	AskCompare   Verb = "compare"
	AskPreview   Verb = "preview"
)

var verbs = []Verb{AskCondition, AskLook, AskCompare, AskPreview}

// The bounds of fields.
const (
	// mostCode is the content of the largest QR code: 2,953 bytes (ISO/IEC 18004), which
	// may be Chinese in GB 18030 and so half as many characters more in UTF-8.
	mostCode = 2 * 2953
	mostText = 1000
	mostList = 16
	// mostSide is the side of the largest picture, in pixels.
	mostSide = 1 << 14
	// mostThousandths keeps a box within sight of its picture.
	mostThousandths = 10_000
	mostFaces       = 5000 // of FaceDetectorYN's topK
)

// Request is what the terminal asks. The picture of a comparison follows its head.
type Request struct {
	ID   uint64 `json:"id"`
	Verb Verb   `json:"verb"`
	Code bool   `json:"code,omitempty"` // of a look: read a QR code, too
	Live bool   `json:"live,omitempty"` // of a look: measure liveness, too
	Not  uint64 `json:"not,omitempty"`  // of a preview: the number of the picture that is known already
}

func (r *Request) check() error {
	if r.ID == 0 || !slices.Contains(verbs, r.Verb) {
		return fmt.Errorf("%w: a request without a number or a known verb", ErrMessage)
	}
	return nil
}

// Write sends the request.
func (r Request) Write(w io.Writer, picture []byte) error { return write(w, &r, picture) }

// ReadRequest receives a request.
func ReadRequest(r io.Reader) (Request, []byte, error) {
	var q Request
	picture, err := read(r, &q)
	return q, picture, err
}

// Answer is what the worker says to one request. The picture of a frame follows its head.
type Answer struct {
	ID        uint64     `json:"id"`
	Failure   *Failure   `json:"failure,omitempty"`
	Condition *Condition `json:"condition,omitempty"`
	Look      *Look      `json:"look,omitempty"`
	Score     *float64   `json:"score,omitempty"` // of a comparison: the cosine of both templates
	Frame     *Frame     `json:"frame,omitempty"`
}

// Why is the closed list of why a request got no answer.
type Why string

// The reasons.
const (
	Absent    Why = "absent"    // the camera is not there, or gives no pictures
	Reference Why = "reference" // the reference is no JPEG with exactly one face on it
	NoModel   Why = "no-model"  // a model that this needs is not installed, or was refused
	Broken    Why = "broken"    // the library failed; Text says how
)

var whys = []Why{Absent, Reference, NoModel, Broken}

// Failure is why a request got no answer. Text is for the technician, and never personal.
type Failure struct {
	Why  Why    `json:"why"`
	Text string `json:"text"`
}

// Condition is how the worker is.
type Condition struct {
	Camera  CameraState   `json:"camera"`
	Cause   drivers.Cause `json:"cause,omitempty"` // why the camera is absent
	Text    string        `json:"text,omitempty"`  // what the system said of it
	Library string        `json:"library"`         // "OpenCV 4.6.0"
	Models  []Model       `json:"models,omitempty"`
	Loading bool          `json:"loading,omitempty"` // Models is not complete yet
}

// Has says whether a model for a task is there and in use.
func (c *Condition) Has(t Task) bool {
	return c != nil && slices.ContainsFunc(c.Models, func(m Model) bool { return m.Task == t && m.Refused == "" })
}

// CameraState is whether the camera is there.
type CameraState string

// The states of a camera.
const (
	Opening CameraState = "opening" // it is wanted, and has not given a picture yet
	Films   CameraState = "films"   // it gives pictures
	Rests   CameraState = "rests"   // nobody wants a picture; it is there, and not open
	Gone    CameraState = "gone"    // it is not there, or cannot be opened
)

var cameraStates = []CameraState{Opening, Films, Rests, Gone}

// Model is a model for one task, and what became of it.
type Model struct {
	Task      Task   `json:"task"`
	File      string `json:"file"`                // its name, without folders
	Published bool   `json:"published,omitempty"` // it is bit for bit the one that its makers published
	Refused   string `json:"refused,omitempty"`   // why it is not used
}

// Task is what a model is for.
type Task string

// The tasks.
const (
	Detect Task = "detect" // faces and their features: YuNet
	Frames Task = "frame"  // only where a face is: a Haar cascade
	Match  Task = "match"  // faces: SFace
	Alive  Task = "alive"  // a face: MiniFASNet
)

var tasks = []Task{Detect, Frames, Match, Alive}

// Look is what is on one picture.
type Look struct {
	Faces  int            `json:"faces"`
	Box    [4]int         `json:"box"` // of the largest face: x, y, width, height in thousandths of the picture
	Flaws  []drivers.Flaw `json:"flaws,omitempty"`
	Coarse bool           `json:"coarse,omitempty"`
	Live   *float64       `json:"live,omitempty"` // share of "real", 0 to 1
	Code   string         `json:"code,omitempty"`
}

// Frame is the head of a preview.
type Frame struct {
	Number uint64 `json:"number"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// Write sends the answer.
func (a Answer) Write(w io.Writer, picture []byte) error { return write(w, &a, picture) }

// ReadAnswer receives an answer.
func ReadAnswer(r io.Reader) (Answer, []byte, error) {
	var a Answer
	picture, err := read(r, &a)
	return a, picture, err
}

func (a *Answer) check() error {
	said := 0
	for _, is := range []bool{a.Failure != nil, a.Condition != nil, a.Look != nil, a.Frame != nil} {
		if is {
			said++
		}
	}
	if a.ID == 0 || said != 1 {
		return fmt.Errorf("%w: an answer without a number, or not of one kind", ErrMessage)
	}
	right := a.Failure.right() && a.Condition.right() && a.Look.right() && a.Frame.right() &&
		(a.Score == nil || a.Look != nil && within(*a.Score, -1, 1))
	if !right {
		return fmt.Errorf("%w: a field holds what it cannot", ErrMessage)
	}
	return nil
}

func (f *Failure) right() bool {
	return f == nil || slices.Contains(whys, f.Why) && text(f.Text, mostText)
}

func (c *Condition) right() bool {
	if c == nil {
		return true
	}
	return slices.Contains(cameraStates, c.Camera) && (c.Cause == "" || slices.Contains(drivers.Causes(), c.Cause)) &&
		text(c.Text, mostText) && text(c.Library, mostText) && len(c.Models) <= mostList &&
		!slices.ContainsFunc(c.Models, func(m Model) bool {
			return !slices.Contains(tasks, m.Task) || !text(m.File, mostText) || !text(m.Refused, mostText)
		})
}

func (l *Look) right() bool {
	if l == nil {
		return true
	}
	far := func(n int) bool { return n < -mostThousandths || n > mostThousandths }
	unknown := func(f drivers.Flaw) bool { return !slices.Contains(drivers.Flaws(), f) }
	return l.Faces >= 0 && l.Faces <= mostFaces && !slices.ContainsFunc(l.Box[:], far) &&
		len(l.Flaws) <= mostList && !slices.ContainsFunc(l.Flaws, unknown) &&
		(l.Live == nil || within(*l.Live, 0, 1)) && text(l.Code, mostCode)
}

func (f *Frame) right() bool {
	return f == nil || f.Number > 0 && f.Width > 0 && f.Height > 0 && f.Width <= mostSide && f.Height <= mostSide
}

// within allows for the last bit of a float32.
func within(v, low, high float64) bool {
	const rounding = 1e-5
	return !math.IsNaN(v) && v >= low-rounding && v <= high+rounding
}

func text(s string, most int) bool { return len(s) <= most && utf8.ValidString(s) }
