// Package enrol is who this terminal is: its key, the certificate that the
// centre gave it, and the centre's own keys.
//
// [Enrol] makes a machine a terminal, once, with a one-time code from the
// centre. The code holds a secret, by which the centre knows the machine, and a
// fingerprint of the centre's authority, by which the machine knows the centre
// before it sends the secret: first contact is safe both ways on any network.
// [Load] returns the [Identity] at every start.
//
// An identity is a folder of two files, both readable by their owner alone:
// key.pem, made before first contact and kept, and identity.json, which appears
// whole or not at all. Deleting the folder makes the machine a stranger again.
package enrol
