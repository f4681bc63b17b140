package sandbox

import (
	"context"
	"slices"
	"time"

	"yitiji/platform/connect"
	"yitiji/platform/sandbox/city"
	"yitiji/terminal/centre"
	"yitiji/terminal/identity"
)

// Held implements connect.Certificates. What has run out is not given for use.
func (s *Sandbox) Held(ctx context.Context, _ connect.Use, whose centre.Subject, types []string) (connect.Holding, error) {
	mood, err := s.suffer(ctx, Certificates)
	if err != nil {
		return connect.Holding{}, err
	}
	if mood == Mixes {
		whose = s.neighbour(whose)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := connect.Holding{Of: whose.Mark()}
	if mood == Lies {
		out.Certificates = append(out.Certificates, centre.Certificate{Type: "another-kind", Name: "别的证照"})
	}
	p, ok := s.resident(whose)
	if !ok {
		return out, nil
	}
	today := dayOf(time.Now())
	for _, h := range p.Held {
		if h.ValidOn(today) && (len(types) == 0 || slices.Contains(types, h.Kind.Key)) {
			out.Certificates = append(out.Certificates, shown(p, h))
		}
	}
	return out, nil
}

// shown is a certificate as others may see it: its holder and number are masked.
func shown(p *city.Person, h city.Certificate) centre.Certificate {
	return centre.Certificate{
		Type: h.Kind.Key, Identifier: h.Identifier, Name: h.Kind.Name, Holder: identity.MaskName(p.Name),
		Number: identity.MaskTail(h.Number), Issuer: h.Kind.Issuer, Issued: h.Issued, Expires: h.Expires,
	}
}
