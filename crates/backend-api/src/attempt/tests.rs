use super::*;

#[test]
fn only_a_refusal_before_the_send_or_by_aws_counts_as_not_sent() {
    let sent: Vec<_> = AttemptState::ALL.iter().filter(|it| it.was_sent()).collect();
    assert!(sent.contains(&&AttemptState::Unknown) && sent.contains(&&AttemptState::Sent));
    assert!(!sent.contains(&&AttemptState::Refused));
    let good: Vec<_> = AttemptState::ALL.iter().filter(|it| it.is_success()).collect();
    assert_eq!(good, [&AttemptState::Gone, &AttemptState::Done]);
}

#[test]
fn words_of_older_and_later_logs_are_kept_and_claim_no_success() {
    for (text, state) in [
        ("accepted", AttemptState::Accepted),
        ("gone", AttemptState::Gone),
        ("CloudHsmInvalidRequestException", AttemptState::Refused),
        ("CloudHsmInternalFailureException", AttemptState::Unknown),
        ("UpstreamTimeout", AttemptState::Unknown),
        ("HTTP 503", AttemptState::Unknown),
        ("teleported", AttemptState::Unknown),
    ] {
        let read: RecordedState = serde_json::from_value(text.into()).unwrap();
        assert_eq!((read.state(), read.as_str()), (state, text));
    }
}

#[test]
fn an_attempt_survives_the_wire() {
    let attempt = Attempt {
        state: AttemptState::CameBack,
        steps: vec![AttemptStep { resource: "hsm-1".into(), ..AttemptStep::default() }],
        stop_reason: Some(StopReason::Changed),
        not_followed: Some(NotFollowed::OtherAccount),
        ..Attempt::planned(
            "a".into(),
            Operation::DeleteCluster,
            "us-east-1".into(),
            "cluster-a".into(),
            Timestamp::from_epoch_seconds(1),
        )
    };
    let json = serde_json::to_string(&attempt).unwrap();
    assert_eq!(serde_json::from_str::<Attempt>(&json).unwrap(), attempt);
}
