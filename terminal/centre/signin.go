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

// Proved is the answer to SignedIn and to Present.
type Proved struct {
	Of     string           `json:"of"` // the Token, or the Code
	State  SignInState      `json:"state"`
	Person *identity.Person `json:"person,omitempty"` // who Confirmed; nil in any other State
}

// SignInState is how far a phone has come.
type SignInState string

// The states of a phone's word.
const (
	Invited   SignInState = "invited"   // nobody has opened the address yet
	Opened    SignInState = "opened"    // it is open on a phone, and nothing is said yet
	Confirmed SignInState = "confirmed" // whose phone it is, is there
	Declined  SignInState = "declined"  // whoever opened it said no
	Spent     SignInState = "spent"     // too old, used already, or none at all
)

// SignInStates lists every state.
func SignInStates() []SignInState {
	return []SignInState{Invited, Opened, Confirmed, Declined, Spent}
}

// Kind implements Question.
func (*SignIn) Kind() Kind { return AsksSignIn }

// Kind implements Question.
func (*SignedIn) Kind() Kind { return AsksSignedIn }

// Kind implements Question.
func (*Present) Kind() Kind { return AsksPresent }

func (*SignIn) blank() Answer   { return &Invitation{} }
func (*SignedIn) blank() Answer { return &Proved{} }
func (*Present) blank() Answer  { return &Proved{} }

func (*Invitation) answer() {}
func (*Proved) answer()     {}
