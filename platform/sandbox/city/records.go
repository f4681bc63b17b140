package city

import (
	"time"

	"yitiji/terminal/catalog"
)

// Insurance is what the social-insurance office holds of a person (社会保险).
type Insurance struct {
	Card    string // number of the social-security card; empty for none
	Scheme  string // employee 职工, or resident 城乡居民
	Firm    *Firm  // the employer; nil for none
	Base    catalog.Fen
	Months  []Month
	Pension catalog.Fen // a month; 0 for who draws none
}

// Month is one month of contributions.
type Month struct {
	Month string // YYYY-MM
	Base  catalog.Fen
	Firm  *Firm
	Late  bool // paid after the month
}

// Fund is a housing-fund account (住房公积金).
type Fund struct {
	Account string
	Firm    *Firm
	Monthly catalog.Fen // of both sides together
	Entries []Movement  // the newest last
	Balance catalog.Fen
	Loan    catalog.Fen // what is owed; 0 for none
}

// Movement is one entry of an account.
type Movement struct {
	Day    catalog.Day
	What   string
	Amount catalog.Fen
}

// Licence is a driving licence.
type Licence struct {
	File   string // 档案编号
	Class  string
	First  catalog.Day
	Until  catalog.Day
	Points int // taken in this period, of 12
}

// Vehicle is one that is registered.
type Vehicle struct {
	Plate      string
	Kind       string // of plate
	Model      string
	Engine     string // its last six characters
	Registered catalog.Day
	Inspection catalog.Day // until the end of which it is inspected
}

// Violation is one of traffic law.
type Violation struct {
	Number  string // of the record, or of the decision
	Plate   string
	At      time.Time
	Where   string
	What    string
	Fine    catalog.Fen
	Points  int
	Settled bool
}

// Home is a right to real estate (不动产).
type Home struct {
	Title    string // 不动产权证号
	Address  string
	Area     string // square metres
	Use      string
	Since    catalog.Day
	Share    string
	Mortgage bool
}

// TaxYear is what somebody earned and paid in a year (个人所得税).
type TaxYear struct {
	Year   int
	Income catalog.Fen
	Paid   catalog.Fen
	Firm   *Firm
}

// Dissolved is the status of a firm that is no more.
const Dissolved = "注销"

// Firm is one that is registered (商事主体).
type Firm struct {
	Code     string // 统一社会信用代码
	Name     string
	Kind     string
	Legal    *Person // 法定代表人
	Clerk    *Person // 授权经办人
	Capital  catalog.Fen
	Founded  catalog.Day
	Address  string
	Scope    string
	Status   string // 存续, or Dissolved
	Staff    int
	Sold     catalog.Fen // in the last year
	TaxPaid  catalog.Fen
	Licences []string // types of certificates that it holds
}
