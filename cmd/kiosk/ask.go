package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"yitiji/drivers/meter"
)

// doctorSocket is where a running terminal says how its devices are. The folder of
// the data lets nobody else in.
func (c config) doctorSocket() string { return filepath.Join(c.Data, "doctor.sock") }

// answerDoctor says how the devices are to whoever asks, until ctx ends. A terminal that
// cannot be asked, because its disk is full or the path of its data too long for a
// socket, serves citizens all the same.
func answerDoctor(ctx context.Context, conf config, devices places, book *meter.Book, log *slog.Logger) error {
	_ = os.Remove(conf.doctorSocket()) // left by a program that was killed: the outbox's lock says that no other one runs
	l, err := net.Listen("unix", conf.doctorSocket())
	if err != nil {
		log.Warn("kiosk doctor cannot ask this terminal", "err", err)
		return nil
	}
	server := &http.Server{
		ReadHeaderTimeout: time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(look(r.Context(), devices, book))
		}),
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("answer doctor: %w", err)
	}
	return nil
}

// askTerminal asks the terminal that runs on this machine. It fails when none does.
func askTerminal(ctx context.Context, conf config) ([]report, error) {
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", conf.doctorSocket())
		},
	}}
	ctx, cancel := context.WithTimeout(ctx, 45*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://terminal/", nil)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var reports []report
	return reports, json.NewDecoder(answer.Body).Decode(&reports)
}
