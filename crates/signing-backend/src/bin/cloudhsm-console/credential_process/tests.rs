use super::*;

type Members<'a> = &'a [(&'a str, &'a str)];

#[test]
fn a_process_is_found_where_the_sdk_would_find_it() {
    let run = ("credential_process", "run");
    let role = ("role_arn", "arn:aws:iam::1:role/a");
    let via = ("source_profile", "base");
    let keys = ("aws_access_key_id", "AKID");
    let sso = ("sso_start_url", "https://x");
    let cases: [(Members<'_>, Members<'_>, Option<usize>); 8] = [
        (&[run], &[], Some(0)),
        (&[run, keys], &[], Some(0)),
        (&[run, sso], &[], None),
        (&[keys], &[run], None),
        (&[role, via], &[run], Some(1)),
        (&[role, via], &[run, keys], None),
        (&[role, ("source_profile", "first"), run], &[], Some(1)),
        (&[role, via], &[role, ("source_profile", "first")], None),
    ];
    for (first, base, roles) in cases {
        let text = |name: &str, members: Members<'_>| {
            let lines: Vec<_> =
                members.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            format!("[profile {name}]\n{}\n\n", lines.join("\n"))
        };
        let profiles = profiles(&(text("first", first) + &text("base", base)));
        let found = chain(&profiles).map(|chain| chain.roles.len());
        assert_eq!(found, roles, "{first:?} {base:?}");
    }
}

fn profiles(text: &str) -> ProfileSet {
    let env = Env::from_slice(&[("AWS_CONFIG_FILE", "/config"), ("AWS_PROFILE", "first")]);
    let fs = Fs::from_slice(&[("/config", text)]);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(load(&fs, &env, None)).unwrap()
}
