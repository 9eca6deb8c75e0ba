/** The kinds of secrets that are taken out of texts. */

/** What kind of secret was found. */
export type SensitiveKind = 'pan' | 'cvv' | 'pin' | 'otp' | 'expiry' | 'track' | 'id-number' | 'password';
