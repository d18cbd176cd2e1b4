using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Mail;

/// <summary>Registers what sends mails, where a mail server is set.</summary>
public static class MailRegistration
{
    /// <summary>The mail server's name; without it nothing is sent.</summary>
    public const string HostSetting = "Smtp:Host";

    /// <summary>Whether a mail server is set.</summary>
    public static bool IsOn(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[HostSetting]);

    /// <summary>
    /// Registers <see cref="MailSettings"/> and, with a mail server, <see cref="IMailSender"/>. The container must have
    /// a <see cref="TimeProvider"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting can't be used; the message names it.</exception>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        if (!IsOn(configuration)) return services.AddSingleton(MailSettings.Off);
        var smtp = SmtpSettings.Read(configuration);
        return services.AddSingleton(new MailSettings(true, smtp.Template)).AddSingleton(smtp)
            .AddSingleton<IMailSender, SmtpSender>();
    }
}
