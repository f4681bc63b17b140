package console

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net"
	"net/http"
	"time"
)

// administrator is the one account of this first console.
const administrator = "admin"

const (
	cookieName  = "yitiji-session"
	sessionLife = 8 * time.Hour // a working day
)

// signedIn lets only who has a session through to next, which learns by administratorOf who it is.
func (c *console) signedIn(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, err := c.who(r)
		switch {
		case err != nil:
			c.fail(w, err)
		case name == "":
			http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		default:
			next(w, r.WithContext(context.WithValue(r.Context(), administratorKey{}, name)))
		}
	})
}

type administratorKey struct{}

// administratorOf returns who is signed in. It is for handlers behind signedIn.
func administratorOf(ctx context.Context) string {
	name, _ := ctx.Value(administratorKey{}).(string)
	return name
}

func (c *console) who(r *http.Request) (string, error) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return "", nil // no cookie is no error
	}
	return c.store.Session(r.Context(), tokenHash(cookie.Value))
}

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func (c *console) signInForm(w http.ResponseWriter, _ *http.Request) {
	c.show(w, http.StatusOK, "sign-in", page{Title: "登录"})
}

func (c *console) signIn(w http.ResponseWriter, r *http.Request) {
	from, _, _ := net.SplitHostPort(r.RemoteAddr)
	status, err := c.judge(r.Context(), from, r.PostFormValue("password"))
	if err == nil && status == http.StatusOK {
		err = c.begin(r.Context(), w)
	}
	switch {
	case err != nil:
		c.fail(w, err)
	case status == http.StatusTooManyRequests:
		c.refuse(w, status, "尝试次数过多，请一分钟后再试。")
	case status == http.StatusForbidden:
		c.options.Log.Warn("a sign-in was refused", "from", from)
		c.refuse(w, status, "密码不对。忘记时，在服务器上运行 platform password 设一个新的。")
	default:
		c.options.Log.Info("an administrator signed in", "from", from)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}

// judge tells whether a password from this address is right, as a status.
func (c *console) judge(ctx context.Context, from, password string) (status int, err error) {
	c.door.Lock()
	defer c.door.Unlock()
	if c.throttle.wait(from, time.Now()) > 0 {
		return http.StatusTooManyRequests, nil
	}
	stored, err := c.store.Password(ctx, administrator)
	if err != nil {
		return 0, err
	}
	if !passwordFits(stored, password) {
		c.throttle.failed(from, time.Now())
		return http.StatusForbidden, nil
	}
	return http.StatusOK, nil
}

func (c *console) refuse(w http.ResponseWriter, status int, why string) {
	c.show(w, status, "sign-in", page{Title: "登录", Error: why})
}

func (c *console) begin(ctx context.Context, w http.ResponseWriter) error {
	token, expires := rand.Text(), time.Now().Add(sessionLife)
	if err := c.store.BeginSession(ctx, tokenHash(token), administrator, expires); err != nil {
		return err
	}
	http.SetCookie(w, c.cookie(token, int(sessionLife.Seconds())))
	return nil
}

func (c *console) cookie(token string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.options.BehindTLS,
	}
}

func (c *console) signOut(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie(cookieName); err == nil {
		if err := c.store.EndSession(r.Context(), tokenHash(cookie.Value)); err != nil {
			c.fail(w, err)
			return
		}
	}
	http.SetCookie(w, c.cookie("", -1))
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}
