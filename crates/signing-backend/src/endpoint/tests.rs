use super::*;

#[test]
fn only_names_of_regions_pass() {
    for good in ["us-east-1", "eu-central-2", "us-gov-west-1", "cn-north-1", "ap-southeast-7"] {
        assert_eq!(check_region(good), Ok(()), "{good}");
    }
    for bad in [
        "",
        "us-east",
        "us-east-1.evil.example",
        "us-east-1\n",
        "us-east-1/",
        "US-EAST-1",
        "us--1",
        "-1",
        "us-east-1@x",
        "us-east-123",
        "us-east-1\0",
    ] {
        assert!(check_region(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn endpoints_follow_partition_fips_and_dual_stack() {
    let plain = EndpointRules::default();
    let fips = EndpointRules { use_fips: true, ..EndpointRules::default() };
    let dual = EndpointRules { use_dual_stack: true, ..EndpointRules::default() };
    let cases = [
        (&plain, "eu-central-1", "https://cloudhsmv2.eu-central-1.amazonaws.com/"),
        (&plain, "cn-north-1", "https://cloudhsmv2.cn-north-1.amazonaws.com.cn/"),
        (&fips, "us-gov-west-1", "https://cloudhsmv2-fips.us-gov-west-1.amazonaws.com/"),
        (&dual, "eu-west-1", "https://cloudhsmv2.eu-west-1.api.aws/"),
    ];
    for (rules, region, url) in cases {
        assert_eq!(rules.cloudhsm(region).as_deref(), Ok(url));
    }
    assert_eq!(plain.sts("cn-north-1").unwrap(), "https://sts.cn-north-1.amazonaws.com.cn/");
    assert!(plain.cloudhsm("us-iso-east-1").is_err());
}

#[test]
fn a_named_endpoint_serves_all_regions_and_sts() {
    let rules = EndpointRules {
        cloudhsm: Some("http://127.0.0.1:5000".into()),
        ..EndpointRules::default()
    };
    assert_eq!(rules.cloudhsm("us-east-1").unwrap(), "http://127.0.0.1:5000/");
    assert_eq!(rules.sts("us-east-1").unwrap(), "http://127.0.0.1:5000/");
    for bad in ["127.0.0.1:5000", "ftp://x", "http://u:p@x", "http://x/?a=b", "nonsense"] {
        let rules = EndpointRules { cloudhsm: Some(bad.into()), ..EndpointRules::default() };
        assert!(rules.cloudhsm("us-east-1").is_err(), "{bad}");
    }
}

#[test]
fn other_services_follow_partition_fips_and_what_was_named() {
    let plain = EndpointRules::default();
    let cloudhsm = |url: &str| EndpointRules { cloudhsm: Some(url.into()), ..plain.clone() };
    let kms = |url: &str| [(Service::Kms, url.to_owned())].into();
    let vpc = "https://vpce-1.cloudhsmv2.eu-west-1.vpce.amazonaws.com";
    let own = "http://127.0.0.1:5001/";
    for (rules, region, url) in [
        (plain.clone(), "eu-west-1", "https://kms.eu-west-1.amazonaws.com/"),
        (plain.clone(), "cn-north-1", "https://kms.cn-north-1.amazonaws.com.cn/"),
        (
            EndpointRules { use_fips: true, ..plain.clone() },
            "us-gov-west-1",
            "https://kms-fips.us-gov-west-1.amazonaws.com/",
        ),
        (
            EndpointRules { use_dual_stack: true, ..plain.clone() },
            "eu-west-1",
            "https://kms.eu-west-1.api.aws/",
        ),
        (cloudhsm(vpc), "eu-west-1", "https://kms.eu-west-1.amazonaws.com/"),
        (cloudhsm("http://127.0.0.1:5000"), "eu-west-1", "http://127.0.0.1:5000/"),
        (cloudhsm("https://notamazonaws.com"), "eu-west-1", "https://notamazonaws.com/"),
        (EndpointRules { services: kms(own), ..cloudhsm(vpc) }, "eu-west-1", own),
        (EndpointRules { services: kms(own), ..plain.clone() }, "us-iso-east-1", own),
    ] {
        assert_eq!(rules.service(Service::Kms, region).as_deref(), Ok(url), "{rules:?}");
    }
    assert!(plain.service(Service::Kms, "us-iso-east-1").is_err());
    let both = EndpointRules { services: kms(own), use_fips: true, ..plain };
    assert!(both.service(Service::Kms, "us-east-1").is_err());
}

/// As botocore's endpoint rules have them.
#[test]
fn cloudwatch_and_ec2_have_their_own_names() {
    let plain = EndpointRules::default();
    let fips = EndpointRules { use_fips: true, ..plain.clone() };
    let dual = EndpointRules { use_dual_stack: true, ..plain.clone() };
    let both = EndpointRules { use_dual_stack: true, ..fips.clone() };
    for (rules, region, prefix, suffix) in [
        (&plain, "eu-west-1", "", "eu-west-1.amazonaws.com"),
        (&plain, "cn-north-1", "", "cn-north-1.amazonaws.com.cn"),
        (&plain, "us-gov-west-1", "", "us-gov-west-1.amazonaws.com"),
        (&fips, "us-east-1", "-fips", "us-east-1.amazonaws.com"),
        (&fips, "us-gov-west-1", "", "us-gov-west-1.amazonaws.com"),
        (&dual, "eu-west-1", "", "eu-west-1.api.aws"),
        (&both, "us-gov-west-1", "-fips", "us-gov-west-1.api.aws"),
    ] {
        for (service, name) in [
            (Service::CloudWatch, "monitoring"),
            (Service::Ec2, "ec2"),
            (Service::Quotas, "servicequotas"),
            (Service::CloudTrail, "cloudtrail"),
        ] {
            let url = format!("https://{name}{prefix}.{suffix}/");
            assert_eq!(rules.service(service, region), Ok(url), "{rules:?}");
        }
    }
}

#[test]
fn a_named_endpoint_is_refused_beside_fips_or_dual_stack() {
    for (use_fips, use_dual_stack, words) in
        [(true, false, "FIPS"), (false, true, "dual-stack"), (true, true, "FIPS")]
    {
        let url = "https://vpce-1.cloudhsmv2.eu-west-1.vpce.amazonaws.com";
        let of = |cloudhsm: Option<&str>, sts: Option<&str>| EndpointRules {
            cloudhsm: cloudhsm.map(str::to_owned),
            sts: sts.map(str::to_owned),
            services: BTreeMap::new(),
            use_fips,
            use_dual_stack,
        };
        let error = of(Some(url), None).cloudhsm("eu-west-1").unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(of(Some(url), None).sts("eu-west-1").is_err());
        assert!(of(None, Some(url)).sts("eu-west-1").is_err());
        assert!(of(None, Some(url)).cloudhsm("eu-west-1").is_ok());
    }
}
