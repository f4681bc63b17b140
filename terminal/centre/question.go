package centre

import (
	"encoding/json"
	"fmt"

	"yitiji/terminal/catalog"
	"yitiji/terminal/identity"
)

// Question is one thing that is asked. Its Kind is the name that it has on the wire.
type Question interface {
	Kind() Kind

	// blank is an empty answer to fill.
	blank() Answer
}

// Answer is what the centre says to a Question.
type Answer interface{ answer() }

// Kind names a question.
type Kind string

// The kinds of questions.
const (
	AsksMaterials Kind = "materials"
	AsksLookup    Kind = "lookup"
	AsksBill      Kind = "bill"
	AsksPayment   Kind = "payment"
	AsksGiveUp    Kind = "give-up"
	AsksUpload    Kind = "upload"
	AsksUploaded  Kind = "uploaded"
	AsksTrack     Kind = "track"
	AsksMatters   Kind = "matters"
	AsksSlots     Kind = "slots"
	AsksSave      Kind = "save"
	AsksResume    Kind = "resume"
	AsksProfile   Kind = "profile"
	AsksDemand    Kind = "demand"
	AsksSignIn    Kind = "sign-in"
	AsksSignedIn  Kind = "signed-in"
	AsksPresent   Kind = "present"
	AsksSendCode  Kind = "send-code"
	AsksTypeCode  Kind = "type-code"
	AsksRepresent Kind = "represent"
)

// Use says why something personal is asked for.
type Use struct {
	Purpose Purpose          `json:"purpose"`
	Item    catalog.ItemCode `json:"item,omitempty"` // empty where it is for no item
}

// Purpose is the closed list of reasons.
type Purpose string

// The purposes.
const (
	ForApplying Purpose = "apply"   // to spare the person a material, or to fill in a form
	ForShowing  Purpose = "show"    // 亮证: to show or print what the person asked to see
	ForPaying   Purpose = "pay"     // to charge, and to know that it was paid
	ForTracking Purpose = "track"   // to tell how far a matter has come
	ForTheirOwn Purpose = "my-page" // 我的: to show a person what concerns them
	ForResuming Purpose = "resume"  // to go on with what was begun
	ForProving  Purpose = "prove"   // to know who stands there
)

// Subject is whom a question is about: as much of a person as it takes to find them.
type Subject struct {
	Document  identity.Document  `json:"document"`
	Number    string             `json:"number"`
	Name      string             `json:"name"`
	Assurance identity.Assurance `json:"assurance"` // how surely it is the person who stands there
}

// SubjectOf is a person as a Subject.
func SubjectOf(p identity.Person, proved identity.Assurance) Subject {
	return Subject{p.Document, p.Number, p.Name, proved}
}

// Request is a Question with its Use, as it is sealed.
type Request struct {
	Use      Use
	Question Question
}

type requestForm struct {
	Kind Kind            `json:"kind"`
	Use  Use             `json:"use"`
	Body json.RawMessage `json:"body"`
}

// Encode gives the request as JSON.
func (r Request) Encode() ([]byte, error) {
	body, err := json.Marshal(r.Question)
	if err != nil {
		return nil, err
	}
	return json.Marshal(requestForm{r.Question.Kind(), r.Use, body})
}

// DecodeRequest reads what Encode wrote.
func DecodeRequest(raw []byte) (Request, error) {
	var form requestForm
	if err := json.Unmarshal(raw, &form); err != nil {
		return Request{}, fmt.Errorf("a question: %w", err)
	}
	question, ok := question(form.Kind)
	if !ok {
		return Request{}, fmt.Errorf("a question of kind %q: this centre knows none; it is older than the terminal", form.Kind)
	}
	if err := json.Unmarshal(form.Body, question); err != nil {
		return Request{}, fmt.Errorf("a question of kind %q: %w", form.Kind, err)
	}
	return Request{form.Use, question}, nil
}

// question is an empty question of a kind, to fill.
func question(k Kind) (Question, bool) {
	for _, q := range Questions() {
		if q.Kind() == k {
			return q, true
		}
	}
	return nil, false
}

// Questions gives an empty question of every kind.
func Questions() []Question {
	return []Question{
		&Materials{}, &Lookup{}, &Bill{}, &Payment{}, &GiveUp{}, &Upload{}, &Uploaded{}, &Track{}, &Matters{}, &Slots{},
		&Save{}, &Resume{}, &Profile{}, &Demand{}, &SignIn{}, &SignedIn{}, &Present{}, &SendCode{}, &TypeCode{}, &Represent{},
	}
}

// EncodeAnswer gives an answer as JSON.
func EncodeAnswer(a Answer) ([]byte, error) { return json.Marshal(a) }

// DecodeAnswer reads the answer to a question.
func DecodeAnswer(q Question, raw []byte) (Answer, error) {
	a := q.blank()
	if err := json.Unmarshal(raw, a); err != nil {
		return nil, fmt.Errorf("the answer to a question of kind %q: %w", q.Kind(), err)
	}
	return a, nil
}
