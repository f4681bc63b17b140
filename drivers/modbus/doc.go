// Package modbus switches lamps and locks and senses doors, tampering and people
// through relay and input boards that speak Modbus RTU, usually on RS-485 at 9,600
// baud.
//
// A frame is the unit's number, a function, its data and a CRC-16 (polynomial A001,
// low byte first). The functions used are 01 read coils, 02 read discrete inputs and
// 05 write single coil (Modbus Application Protocol V1.1b3); 05 is answered by its own
// echo, and a function with its high bit set is a refusal. Frames are told apart by
// silence of 3.5 characters (Modbus over Serial Line V1.02); here the length of the
// answer is known from its head, and the silence is kept before each question.
//
// Setting an output twice is the same as setting it once, so questions are repeated
// when an answer is lost.
//
// # Where manuals are wrong
//
//   - Boards number their channels from 1, the protocol from 0: names in the
//     configuration are given to the numbers of the protocol.
//   - Some RS-485 adapters hear themselves: [Options].Echo drops what was just sent.
//   - Cheap boards answer 02 with more bytes than asked for, or pack inputs into coils
//     (function 01): Options.InputsAreCoils.
package modbus
