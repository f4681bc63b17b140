package centre

import "yitiji/terminal/identity"

// SignIn opens a page on which a person says by their own phone who they are (扫码登录). It names
// nobody: who it is, is the answer.
type SignIn struct {
	Lang string `json:"lang"` // of the visit
}

// Invitation is the answer to SignIn: an address that the phone opens.
type Invitation struct {
	Token   string `json:"token"`   // by which the terminal asks what became of it; the phone does not know it
	Address string `json:"address"` // that the phone opens
	Match   string `json:"match"`   // what the phone shows too, so that nobody signs in at another terminal than they think
	Until   int64  `json:"until"`   // milliseconds since 1970 UTC; then it is over
}

func (i *Invitation) whole() bool {
	return i.Token != "" && i.Address != "" && i.Match != "" && i.Until > 0
}

// SignedIn asks what became of an Invitation.
type SignedIn struct {
	Token string `json:"token"`
}

// Present trades the code on a phone's screen (亮码) for whose it is. A code counts once, and soon
// gives way to another.
type Present struct {
	Code string `json:"code"`
}

// MostCode bounds the code of a phone, in bytes.
const MostCode = 512

// Proved is the answer to SignedIn, to Present and to TypeCode.
type Proved struct {
	Of     string           `json:"of"` // the Token, or the Code
	State  SignInState      `json:"state"`
	Person *identity.Person `json:"person,omitempty"` // who Confirmed; nil in any other State
}

// SendCode has a code sent to the phone of whoever has an account under a number (短信验证码).
type SendCode struct {
	Number string `json:"number"` // 公民身份号码, as it was typed: nothing of it is proved
	Lang   string `json:"lang"`   // of the message
}

// CodeSent is the answer to SendCode. It is the same for a number that has no account, so that nobody
// learns who has one.
type CodeSent struct {
	Of    string `json:"of"`             // the Number
	Token string `json:"token"`          // by which the code is checked; empty while it must be waited
	Until int64  `json:"until"`          // milliseconds since 1970 UTC; then the code is over
	Wait  int    `json:"wait,omitempty"` // seconds until another one is sent to this number
}

// TypeCode asks whether a code is the one that was sent.
type TypeCode struct {
	Token  string `json:"token"`
	Number string `json:"number"`
	Code   string `json:"code"`
}

// CodeDigits is how long a code is that is sent.
const CodeDigits = 6

// SignInState is how far a phone has come.
type SignInState string

// The states of a phone's word.
const (
	Invited   SignInState = "invited"   // nobody has opened the address yet
	Opened    SignInState = "opened"    // it is open on a phone, and nothing is said yet
	Confirmed SignInState = "confirmed" // whose phone it is, is there
	Declined  SignInState = "declined"  // whoever opened it said no
	Wrong     SignInState = "wrong"     // not the code that was sent; it may be typed again
	Spent     SignInState = "spent"     // too old, used already, typed wrong too often, or none at all
)

// SignInStates lists every state.
func SignInStates() []SignInState {
	return []SignInState{Invited, Opened, Confirmed, Declined, Wrong, Spent}
}

// Kind implements Question.
func (*SignIn) Kind() Kind { return AsksSignIn }

// Kind implements Question.
func (*SignedIn) Kind() Kind { return AsksSignedIn }

// Kind implements Question.
func (*Present) Kind() Kind { return AsksPresent }

// Kind implements Question.
func (*SendCode) Kind() Kind { return AsksSendCode }

// Kind implements Question.
func (*TypeCode) Kind() Kind { return AsksTypeCode }

func (*SendCode) blank() Answer { return &CodeSent{} }
func (*TypeCode) blank() Answer { return &Proved{} }
func (*SignIn) blank() Answer   { return &Invitation{} }
func (*SignedIn) blank() Answer { return &Proved{} }
func (*Present) blank() Answer  { return &Proved{} }

func (*Invitation) answer() {}
func (*Proved) answer()     {}
func (*CodeSent) answer()   {}
