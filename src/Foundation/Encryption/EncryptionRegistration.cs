using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Foundation;

/// <summary>Registers the encryption keys and what works with them.</summary>
public static class EncryptionRegistration
{
    /// <param name="services">Where to.</param>
    /// <param name="keys">This node's key-encryption keys.</param>
    public static IServiceCollection AddEncryption(this IServiceCollection services, EncryptionKeys keys) => services
        .AddSingleton(keys)
        .AddSingleton<RewrapKeys>()
        .AddSingleton<NumberHashes>()
        .AddSingleton(NumberHashes.Table)
        .AddSingleton<CustomerKeys>()
        .AddSingleton(CustomerKeys.Table)
        .AddSingleton<IErasable>(services => services.GetRequiredService<CustomerKeys>());
}
