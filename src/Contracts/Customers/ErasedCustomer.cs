namespace PackageBilling.Contracts;

/// <summary>A customer whose personal texts are gone.</summary>
public sealed record ErasedCustomer(string CustomerId);
