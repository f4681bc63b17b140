package enrol

import "crypto"

// Signer is the key that this terminal is enrolled with, to sign what somebody carries to the centre.
func (id *Identity) Signer() crypto.Signer { return id.key }
