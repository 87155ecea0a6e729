use super::*;

fn hosts() -> Hosts {
    let more = [
        "console.example.com".to_owned(),
        "proxy.example.com:8443".to_owned(),
        "standard.example.com:443".to_owned(),
    ];
    Hosts::new("127.0.0.1:8787".parse().unwrap(), &more).unwrap()
}

fn passes(host: &str, uri: &str) -> bool {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, host.parse().unwrap());
    hosts().check(&headers, &uri.parse().unwrap(), false).is_ok()
}

#[test]
fn only_listed_hosts_pass() {
    for good in [
        "127.0.0.1:8787",
        "localhost:8787",
        "LOCALHOST:8787",
        "[::1]:8787",
        "console.example.com",
        "console.example.com:9000",
        "proxy.example.com:8443",
    ] {
        assert!(passes(good, "/api/session"), "{good}");
    }
    for bad in [
        "evil.example",
        "evil.example:8787",
        "127.0.0.1",
        "127.0.0.1:8788",
        "localhost.evil.example:8787",
        "proxy.example.com",
        "127.0.0.1:8787@evil.example",
        "a@127.0.0.1:8787",
        "",
    ] {
        assert!(!passes(bad, "/api/session"), "{bad:?}");
    }
}

#[test]
fn two_hosts_or_two_opinions_are_refused() {
    assert!(passes("127.0.0.1:8787", "http://127.0.0.1:8787/api/session"));
    assert!(!passes("127.0.0.1:8787", "http://evil.example/api/session"));
    assert!(!passes("evil.example", "http://127.0.0.1:8787/api/session"));
    let mut headers = HeaderMap::new();
    headers.append(header::HOST, "127.0.0.1:8787".parse().unwrap());
    headers.append(header::HOST, "127.0.0.1:8787".parse().unwrap());
    assert!(hosts().check(&headers, &"/".parse().unwrap(), false).is_err());
    assert!(hosts().check(&HeaderMap::new(), &"/".parse().unwrap(), false).is_err());
}

#[test]
fn the_operators_texts_are_checked() {
    for bad in ["", "http://x", "x/y", "a@b", "x:port", "x y"] {
        let result = Hosts::new("127.0.0.1:1".parse().unwrap(), &[bad.to_owned()]);
        assert!(matches!(result, Err(MalformedHost::NotAHost(_))), "{bad:?}");
    }
    for wildcard in ["*", "*:443", "*.example.com"] {
        let result = Hosts::new("127.0.0.1:1".parse().unwrap(), &[wildcard.to_owned()]);
        assert!(matches!(result, Err(MalformedHost::Wildcard(_))), "{wildcard:?}");
    }
}

/// Browsers leave the port out when it is the default of the scheme; HTTP/2 has the host in the
/// target alone.
#[test]
fn the_scheme_decides_the_default_port() {
    let check = |host: &str, over_tls| {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        let http1 = hosts().check(&headers, &"/".parse().unwrap(), over_tls).is_ok();
        let uri = format!("https://{host}/").parse().unwrap();
        let http2 = hosts().check(&HeaderMap::new(), &uri, over_tls).is_ok();
        assert_eq!(http1, http2, "{host}");
        http1
    };
    for over_tls in [true, false] {
        assert!(check("standard.example.com", over_tls));
        assert!(check("standard.example.com:443", over_tls));
        assert!(!check("standard.example.com:80", over_tls));
        assert!(!check("standard.example.com:8443", over_tls));
        assert!(!check("proxy.example.com", over_tls));
    }
    let at_80 = Hosts::new("127.0.0.1:80".parse().unwrap(), &[]).unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, "localhost".parse().unwrap());
    assert!(at_80.check(&headers, &"/".parse().unwrap(), false).is_ok());
    assert!(at_80.check(&headers, &"/".parse().unwrap(), true).is_err());
}

#[test]
fn numbers_are_read_by_address_or_by_a_name_of_this_backend() {
    let reads = |host: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        hosts().allows_for_metrics(&headers, &"/metrics".parse().unwrap())
    };
    for good in ["127.0.0.1:9100", "10.0.0.7:9100", "[::1]:9100", "localhost", "proxy.example.com"]
    {
        assert!(reads(good), "{good}");
    }
    for bad in ["evil.example", "evil.example:9100", "10.0.0.7.evil.example", "a@127.0.0.1"] {
        assert!(!reads(bad), "{bad}");
    }
}
