package api

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"warder/cmd/service"
	"warder/tests/database"
	"warder/tests/testserver"
)

// logIn is a login of the administrator.
func logIn(t *testing.T, c testserver.Client, more testserver.Object) testserver.Answer {
	t.Helper()
	body := testserver.Object{"email": c.Server.Admin.Email, "password": c.Server.Admin.Password}
	for name, value := range more {
		body[name] = value
	}
	return c.Post(t, "/api/v3/auth/login", body)
}

func TestBrowsers_a_session_says_how_long_its_token_lives_and_where_it_acts(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	login := logIn(t, s.Anonymous(), nil).Want(t, 200)
	if login.Number("expiresIn") != 864000 || !strings.Contains(login.Body, `"organizationId":null`) {
		t.Errorf("a login says %s", login.Body)
	}
	selected := s.As(login.Text("accessToken")).Post(t, "/api/v3/auth/select-organization", testserver.Object{"organizationId": s.Admin.ID, "ttl": 60}).Want(t, 200)
	refreshed := s.Anonymous().With("Cookie", "jid="+cookie(t, selected)).Post(t, "/api/v1/auth/token", testserver.Object{"ttl": 90}).Want(t, 200)
	for answer, lives := range map[*testserver.Answer]int{&selected: 60, &refreshed: 90} {
		if answer.Number("expiresIn") != lives || answer.Text("organizationId") != s.Admin.ID {
			t.Errorf("%s says %s", answer.Request, answer.Body)
		}
		s.As(answer.Text("token")).Get(t, "/api/v1/user").Want(t, 200)
	}
	s.Clock.Advance(60)
	s.As(selected.Text("token")).Get(t, "/api/v1/user").WantRefusal(t, 401, "token_expired")
	s.As(refreshed.Text("token")).Get(t, "/api/v1/user").Want(t, 200)
	s.Clock.Advance(30)
	s.As(refreshed.Text("token")).Get(t, "/api/v1/user").WantRefusal(t, 401, "token_expired")
}

func TestBrowsers_a_token_lives_shorter_if_asked_and_never_longer(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	token := logIn(t, s.Anonymous(), testserver.Object{"ttl": 5}).Want(t, 200).Text("accessToken")
	s.Clock.Advance(5)
	s.As(token).Get(t, "/api/v1/user").WantRefusal(t, 401, "token_expired")
	for _, ttl := range []any{0, -1, 864001, 1.5, "900"} {
		logIn(t, s.Anonymous(), testserver.Object{"ttl": ttl}).Want(t, 422)
	}
}

func TestBrowsers_the_cookie_goes_to_the_routes_that_take_it_and_to_no_script(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	cookies := (&http.Response{Header: logIn(t, s.Anonymous(), nil).Want(t, 200).Header}).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("a login sets %v", cookies)
	}
	c := cookies[0]
	if c.Name != "jid" || c.Path != "/api/v1/auth" || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure {
		t.Errorf("on loopback the cookie is %s", c)
	}
	open := testserver.Launch(t, database.SQLite(t), func(c *service.Config) { c.Listen = "0.0.0.0:0" })
	open.Admin = s.Admin
	body := testserver.Object{"email": s.Admin.Email, "password": s.Admin.Password, "organization": "Acme"}
	open.Anonymous().With("X-Setup-Token", open.Running.SetupToken().Reveal()).Post(t, "/api/v1/admin/bootstrap", body).Want(t, 200)
	cookies = (&http.Response{Header: logIn(t, open.Anonymous(), nil).Want(t, 200).Header}).Cookies()
	if len(cookies) != 1 || !cookies[0].Secure {
		t.Errorf("where other machines reach the server, the cookie is %v", cookies)
	}
}

// ofCookies are the routes that read or set the cookie of a session.
var ofCookies = []string{"/api/v3/auth/login", "/api/v1/auth/token", "/api/v1/auth/logout", "/api/v1/auth/console-link"}

func TestBrowsers_pages_of_other_sites_do_not_reach_the_routes_of_the_cookie(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t), func(c *service.Config) { c.SiteURL = "https://warder.example.com" })
	here := strings.TrimPrefix(s.URL, "http://")
	for _, path := range ofCookies {
		for _, from := range []struct {
			host, origin, site string
			status             int // 0 for being let through
		}{
			{here, "", "", 0},
			{here, "http://" + here, "", 0},
			{here, "http://" + here, "same-origin", 0},
			{here, "", "none", 0},
			{"warder.example.com", "https://warder.example.com", "same-origin", 0},
			{"Warder.Example.com:443", "https://warder.example.com", "", 0},
			{"localhost:9", "", "same-origin", 0},
			{"[::1]:9", "", "same-origin", 0},
			{here, "https://evil.example", "", 403},
			{here, "https://evil.example", "cross-site", 403},
			{here, "", "cross-site", 403},
			{here, "", "same-site", 403},
			{here, "null", "", 403},
			{"evil.example", "http://evil.example", "same-origin", 421},
			{"evil.example", "", "same-origin", 421},
			{"evil.example", "http://evil.example", "", 421},
			{"localhost.evil.example", "", "none", 421},
			{"10.0.0.1:80", "http://10.0.0.1", "", 421},
			{"evil.example", "", "", 0}, // no browser
		} {
			client := s.Anonymous().With("Host", from.host)
			if from.origin != "" {
				client = client.With("Origin", from.origin)
			}
			if from.site != "" {
				client = client.With("Sec-Fetch-Site", from.site)
			}
			answer := client.Post(t, path, nil)
			let := answer.Status == 401 || answer.Status == 422
			if from.status == 0 && !let || from.status != 0 && (answer.Status != from.status || answer.Text("reqId") == "" || answer.Header.Get("X-Decision-Id") != "") {
				t.Errorf("%s from %+v: %d %s", path, from, answer.Status, answer.Body)
			}
		}
	}
}

// Everything else takes a bearer token, which no other site has.
func TestBrowsers_other_routes_do_not_ask_where_a_request_comes_from(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	s.AsPerson(t).With("Origin", "https://evil.example").With("Host", "evil.example").Post(t, "/api/v1/auth/checkAuth", nil).Want(t, 200)
}

func TestBrowsers_a_sign_in_link_logs_in_once(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		link := s.SignInLink(t, s.Admin.Email)
		address, code, found := strings.Cut(link, "#code=")
		if !found || address != s.URL+"/console/login" {
			t.Fatalf("the link is %s", link)
		}
		login := s.Anonymous().Post(t, "/api/v1/auth/console-link", testserver.Object{"code": code, "ttl": 900}).Want(t, 200)
		if login.Number("expiresIn") != 900 || cookie(t, login) == "" {
			t.Errorf("the login answers %s", login.Body)
		}
		if user := s.As(login.Text("accessToken")).Get(t, "/api/v1/user").Want(t, 200); user.Text("user.email") != s.Admin.Email {
			t.Errorf("logged in is %s", user.Body)
		}
		s.Anonymous().Post(t, "/api/v1/auth/console-link", testserver.Object{"code": code}).WantRefusal(t, 401, "credentials_invalid")
		if strings.Contains(s.Log.String(), code) {
			t.Error("the log holds the code")
		}
	})
}

func TestBrowsers_a_sign_in_link_ends_after_five_minutes(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	early, late := s.SignInLink(t, s.Admin.Email), s.SignInLink(t, s.Admin.Email)
	follow := func(link string) testserver.Answer {
		_, code, _ := strings.Cut(link, "#code=")
		return s.Anonymous().Post(t, "/api/v1/auth/console-link", testserver.Object{"code": code})
	}
	s.Clock.Advance(299)
	follow(early).Want(t, 200)
	s.Clock.Advance(1)
	follow(late).WantRefusal(t, 401, "credentials_invalid")
	follow("#code=invented").WantRefusal(t, 401, "credentials_invalid")
	if _, err := s.Running.SignInLink(t.Context(), "nobody@example.com"); err == nil {
		t.Error("a link was made for nobody")
	}
}

// oneOfMany sends a request several times at once, and returns the one answer that is no
// refusal.
func oneOfMany(t *testing.T, send func() testserver.Answer) (accepted testserver.Answer) {
	t.Helper()
	answers := make(chan testserver.Answer, 8)
	var all sync.WaitGroup
	for range cap(answers) {
		all.Go(func() { answers <- send() })
	}
	all.Wait()
	close(answers)
	count := 0
	for answer := range answers {
		switch answer.Status {
		case 200:
			accepted = answer
			count++
		case 401:
		default:
			t.Errorf("answered %d %s", answer.Status, answer.Body)
		}
	}
	if count != 1 {
		t.Fatalf("%d were accepted", count)
	}
	return accepted
}

func TestBrowsers_of_many_who_follow_a_link_at_once_one_is_logged_in(t *testing.T) {
	database.Each(t, func(t *testing.T, url string) {
		s := testserver.Start(t, url)
		_, code, _ := strings.Cut(s.SignInLink(t, s.Admin.Email), "#code=")
		oneOfMany(t, func() testserver.Answer {
			return s.Anonymous().Post(t, "/api/v1/auth/console-link", testserver.Object{"code": code})
		})
	})
}

func TestBrowsers_the_link_of_an_invitation_leads_to_the_console(t *testing.T) {
	s := testserver.Start(t, database.SQLite(t))
	invited := s.AsPerson(t).Post(t, "/api/v1/invite-org/signup", testserver.Object{"inviteeEmail": "new@example.com", "organizationId": s.Admin.ID}).Want(t, 200)
	link := invited.Text("completeInviteLink")
	_, query, _ := strings.Cut(link, "?")
	answer := s.Anonymous().Get(t, "/signupinvite?"+query).Want(t, 302)
	if answer.Header.Get("Location") != "/console/join?"+query || answer.Header.Get("Cache-Control") != "no-store" || answer.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("answered %v", answer.Header)
	}
	s.Anonymous().Post(t, "/signupinvite?"+query, nil).Want(t, 404)
}
