use super::*;

#[test]
fn a_code_of_the_backend_has_the_status_of_an_error_and_others_have_none() {
    for code in ApiErrorCode::KNOWN {
        assert!(code.status().is_none_or(|it| (400..600).contains(&it)), "{code}");
    }
    assert_eq!(ApiErrorCode::from("AccessDeniedException").status(), None);
    assert_eq!(ApiErrorCode::NotTheBackend.status(), None);
}

#[test]
fn a_code_of_a_later_version_keeps_its_text() {
    let read: ErrorBody = serde_json::from_str(
        r#"{"error":{"code":"Later","source":"backend","retryable":false,"message":"m","x":1}}"#,
    )
    .unwrap();
    assert_eq!(read.error.code.as_str(), "Later");
    assert_eq!(read.error, ApiError::backend("Later", "m"));
}
