// Package city is the registers of a city that is not there: 200 people in families, 40
// firms, and what offices hold of them. Everybody is fictitious: their numbers pass every
// check, and begin with region 999999, which no place has.
//
// Who lives there is the same on every machine and every day; what runs with time, as
// months of contributions and days on which certificates expire, is counted from the day
// for which the city is built. The people whose cards the device desk presents are the
// first ten.
package city
