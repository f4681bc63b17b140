// Package authority is the centre's keys: its certificate authority, the key that
// opens entries and the key that signs acknowledgements.
//
// They lie in one folder, made at first start, whole or not at all; every file is
// readable by its owner alone. Who has the folder is the centre: keep a copy of
// it apart from the database, for entries that are sealed to a lost key stay
// sealed for ever. Copies of the centre share one folder.
package authority
