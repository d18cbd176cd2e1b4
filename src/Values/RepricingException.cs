namespace PackageBilling.Values;

/// <summary>A price can't be changed as asked for.</summary>
/// <param name="message">Which price, and why not.</param>
public sealed class RepricingException(string message) : Exception(message);
