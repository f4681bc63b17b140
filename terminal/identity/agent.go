package identity

// Role is what lets somebody act for another person.
type Role string

// The roles.
const (
	ForThemself Role = ""       // nobody else is there
	AsAgent     Role = "agent"  // 受托人: a relative, or whoever was asked to
	AsHelper    Role = "helper" // 帮办代办: a worker of the community, in the course of their work
)

// Roles lists every role in which one acts for another.
func Roles() []Role { return []Role{AsAgent, AsHelper} }

// Agent is who acts for another person, and as what. The zero Agent is nobody.
type Agent struct {
	Proof
	Role Role
}

// Acts reports whether somebody acts for another, whoever it is.
func (a Agent) Acts() bool { return a.Role != ForThemself }

// Awaited reports whether somebody wants to act for another, and has not shown who they are.
func (a Agent) Awaited() bool { return a.Acts() && !a.Proved() }

// Proved reports whether they have.
func (a Agent) Proved() bool { return a.Person.Number != "" }

// AgentAge is from when on somebody may act for another (民法典, article 18): full legal capacity.
const AgentAge = 18
